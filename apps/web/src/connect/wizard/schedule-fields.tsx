import { useId, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { cronWords } from "../../operate/schedules/cron-words.ts";
import { useFormat } from "../../shared/i18n/format.ts";
import { useSettings } from "../../shared/settings.ts";
import { Field, Input, Select } from "../../shared/ui/field.tsx";
import { useNow } from "../../shared/ui/time-ago.tsx";
import { missedPolicies } from "../words.ts";
import type { ScheduleDraft } from "./draft.ts";
import { isCron, nextTimes } from "./next-times.ts";
import { CheckField } from "./setting-field.tsx";
import type { DraftState } from "./use-draft.ts";

const kinds = ["manual", "cron", "every"] as const;

/** When it syncs by itself: never, at times of a calendar, or every few minutes. */
export function ScheduleFields({ state }: { state: DraftState }) {
  const { t } = useTranslation();
  const { schedule } = state.draft;
  const group = useId();
  const change = (part: Partial<ScheduleDraft>, path = "schedule") =>
    state.change({ schedule: { ...schedule, ...part } }, path);
  return (
    <>
      <div
        role="radiogroup"
        aria-label={t("connect.wizard.schedule")}
        className="flex flex-wrap gap-x-5 gap-y-1 py-1.5"
      >
        {kinds.map((kind) => (
          <label key={kind} className="flex items-center gap-2 text-ui">
            <input
              type="radio"
              name={group}
              checked={schedule.kind === kind}
              onChange={() => change({ kind })}
              className="size-4 accent-accent"
            />
            {t(`connect.wizard.scheduleKind.${kind}`)}
          </label>
        ))}
      </div>
      {schedule.kind === "cron" && <CronFields state={state} change={change} />}
      {schedule.kind === "every" && (
        <Field
          label={t("connect.wizard.everyMinutes")}
          hint={t("connect.wizard.everyMinutesHint")}
          error={state.errors["schedule.every_minutes"]}
        >
          {(ids) => (
            <Input
              inputMode="numeric"
              autoComplete="off"
              value={schedule.everyMinutes}
              onChange={(event) => change({ everyMinutes: event.target.value }, "schedule.every_minutes")}
              className="sm:w-48"
              {...ids}
            />
          )}
        </Field>
      )}
      {schedule.kind !== "manual" && <MissedFields schedule={schedule} change={change} />}
    </>
  );
}

type ChangeSchedule = (part: Partial<ScheduleDraft>, path?: string) => void;

function CronFields({ state, change }: { state: DraftState; change: ChangeSchedule }) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const { schedule } = state.draft;
  return (
    <>
      <div className="grid items-start gap-x-4 sm:grid-cols-2">
        <Field
          label={t("connect.wizard.cron")}
          hint={isCron(schedule.cron) ? cronWords(schedule.cron.trim(), language) : t("connect.fault.cron")}
          error={state.errors["schedule.cron"]}
        >
          {(ids) => (
            <Input
              value={schedule.cron}
              autoComplete="off"
              spellCheck={false}
              placeholder="0 3 * * *"
              onChange={(event) => change({ cron: event.target.value }, "schedule.cron")}
              className="font-mono"
              {...ids}
            />
          )}
        </Field>
        <Field label={t("connect.wizard.timeZone")} error={state.errors["schedule.time_zone"]}>
          {(ids) => (
            <Select
              value={schedule.timeZone}
              onChange={(event) => change({ timeZone: event.target.value }, "schedule.time_zone")}
              {...ids}
            >
              {timeZones(schedule.timeZone).map((zone) => (
                <option key={zone} value={zone}>
                  {zone}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <NextTimes schedule={schedule} />
    </>
  );
}

/** Every zone this browser knows; UTC and the chosen one in any case. */
const timeZones = (chosen: string): string[] => [
  ...new Set(["UTC", chosen, ...Intl.supportedValuesOf("timeZone")]),
];

const shownTimes = 3;

function NextTimes({ schedule: { cron, timeZone } }: { schedule: ScheduleDraft }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const times = useMemo(() => nextTimes(cron, timeZone, shownTimes, now), [cron, timeZone, now]);
  if (times.length === 0) return null;
  return (
    <p className="py-1 text-xs text-muted">
      {t("connect.wizard.nextTimes")}{" "}
      <span className="tabular-nums">
        {times.map((time) => format.dateTimeIn(time, timeZone)).join(" · ")}
      </span>
    </p>
  );
}

function MissedFields({ schedule, change }: { schedule: ScheduleDraft; change: ChangeSchedule }) {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t("connect.wizard.missed")} hint={t("connect.wizard.missedHint")}>
        {(ids) => (
          <Select
            value={schedule.missed}
            onChange={(event) =>
              change({
                missed: missedPolicies.find((policy) => policy === event.target.value) ?? schedule.missed,
              })
            }
            className="sm:w-72"
            {...ids}
          >
            {missedPolicies.map((policy) => (
              <option key={policy} value={policy}>
                {t(`operate.schedules.missedRuns.${policy}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <CheckField
        label={t("connect.wizard.skipIfRunning")}
        hint={t("connect.wizard.skipIfRunningHint")}
        checked={schedule.skipIfRunning}
        onChange={(skipIfRunning) => change({ skipIfRunning })}
      />
    </>
  );
}
