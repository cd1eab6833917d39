import { Link } from "@tanstack/react-router";
import type { ScheduleState } from "@millrace/server/contract";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { useNow } from "../../shared/ui/time-ago.tsx";
import { useNames } from "../parts/names.ts";
import { cronWords } from "./cron-words.ts";
import { ScheduleButtons } from "./schedule-buttons.tsx";

/** One schedule: its plan in words, its zone, its last and next times, and what it does about missed ones. */
export function ScheduleCard({ schedule }: { schedule: ScheduleState }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <li className="rounded-lg border border-line bg-panel">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 pt-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="flex flex-wrap items-center gap-2 text-sm font-semibold">
            <span title={schedule.name}>{names.schedule(schedule.name)}</span>
            {schedule.is_paused && <Badge tone="warn">{t("operate.paused")}</Badge>}
          </h2>
          <p className="mt-0.5 text-ui text-pretty">
            {cronWords(schedule.cron, names.language)}{" "}
            <code className="ml-1 rounded bg-sunken px-1 py-0.5 text-2xs text-muted">{schedule.cron}</code>
          </p>
        </div>
        <ScheduleButtons schedule={schedule} name={names.schedule(schedule.name)} />
      </div>
      <dl className="mt-1 grid gap-x-6 gap-y-3 px-4 py-3 text-ui sm:grid-cols-2 lg:grid-cols-4">
        <Fact name={t("operate.schedules.next")}>
          {schedule.next_at === null ? (
            <span className="text-faint">{t("operate.schedules.notWhilePaused")}</span>
          ) : (
            <Instant iso={schedule.next_at} timeZone={schedule.time_zone} />
          )}
        </Fact>
        <Fact name={t("operate.schedules.last")}>
          {schedule.last_at === null ? (
            <span className="text-faint">{t("operate.schedules.never")}</span>
          ) : (
            <Instant iso={schedule.last_at} timeZone={schedule.time_zone} />
          )}
          {schedule.last_run_id !== null && (
            <Link
              to="/operate/runs/$runId"
              params={{ runId: schedule.last_run_id }}
              className="block text-xs text-accent hover:underline"
            >
              {t("operate.schedules.lastRun")}
              <span className="sr-only"> {names.schedule(schedule.name)}</span>
            </Link>
          )}
        </Fact>
        <Fact name={t("operate.schedules.starts")}>
          <Link to="/operate/runs" search={{ workflow: schedule.workflow }} className="hover:underline">
            {names.workflow(schedule.workflow)}
          </Link>
        </Fact>
        <Fact name={t("operate.schedules.missed")}>
          {t(`operate.schedules.missedRuns.${schedule.missed_runs}`)}
        </Fact>
      </dl>
    </li>
  );
}

/** On the clocks of the schedule's own zone, and from now. */
function Instant({ iso, timeZone }: { iso: string; timeZone: string }) {
  const format = useFormat();
  const now = useNow();
  return (
    <>
      <span className="tabular-nums">{format.dateTimeIn(iso, timeZone)}</span>
      <span className="block text-xs text-muted">
        {timeZone} · {format.relative(iso, now)}
      </span>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="mb-0.5 text-xs text-faint">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
