import { useTranslation } from "react-i18next";
import { RefreshCw } from "lucide-react";
import { Button } from "../../shared/ui/button.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { fileOfConnection } from "../parts/connection-file.ts";
import { RouteLine } from "../parts/route-line.tsx";
import { useScheduleWords } from "../parts/use-schedule-words.ts";
import { YamlPanel } from "../parts/yaml-panel.tsx";
import { CheckReport } from "./check-report.tsx";
import type { Ends } from "../queries.ts";
import { inputOf, scheduleOf, type ConnectionDraft, type WizardStep } from "./draft.ts";
import { shownChoiceOf } from "./setting-values.ts";
import type { End } from "./use-draft.ts";
import type { Trials } from "./use-trials.ts";

/** What will be saved, what a real call says of it, and the same as a file. */
export function ReviewStep({
  draft,
  ends,
  check,
  onCheck,
  onGo,
}: {
  draft: ConnectionDraft;
  ends: Ends;
  check: Trials["check"];
  onCheck: () => void;
  onGo: (step: WizardStep) => void;
}) {
  const { t } = useTranslation();
  const words = useScheduleWords();
  const schedule = scheduleOf(draft.schedule);
  const shownChoice = (end: End) => shownChoiceOf(draft[end], ends[end]?.settings ?? []);
  const text = fileOfConnection(
    { ...inputOf(draft, ends), source: shownChoice("source"), destination: shownChoice("destination") },
    ends,
  );
  return (
    <>
      <Panel title={draft.name}>
        <dl className="grid gap-x-6 gap-y-3 px-4 py-3 text-ui sm:grid-cols-2">
          <div>
            <dt className="text-xs text-faint">{t("connect.wizard.route")}</dt>
            <dd>
              <RouteLine source={draft.source.type} destination={draft.destination.type} />
            </dd>
          </div>
          <div>
            <dt className="text-xs text-faint">{t("connect.column.schedule")}</dt>
            <dd>
              {words(schedule)}
              {schedule?.cron !== undefined && (
                <span className="text-xs text-faint"> · {schedule.time_zone}</span>
              )}
            </dd>
          </div>
          <div className="sm:col-span-2">
            <dt className="text-xs text-faint">{t("connect.column.streams")}</dt>
            <dd>
              <ul>
                {draft.streams.map((stream) => (
                  <li key={stream.name}>
                    {stream.name}{" "}
                    <span className="text-xs text-muted">{t(`connect.mode.${stream.mode}`)}</span>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        </dl>
      </Panel>
      <Panel
        title={t("connect.check.title")}
        actions={
          <Button look="ghost" size="small" disabled={check.isPending} onClick={onCheck}>
            <RefreshCw aria-hidden />
            {t("connect.check.again")}
          </Button>
        }
      >
        <div className="px-4 py-3">
          <CheckReport check={check} onCorrect={onGo} />
        </div>
      </Panel>
      <YamlPanel text={text} />
    </>
  );
}
