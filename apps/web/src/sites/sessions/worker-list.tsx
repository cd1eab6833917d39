import type { WorkerActivity } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useTicking } from "../../operate/parts/use-ticking.ts";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge, type Tone } from "../../shared/ui/badge.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { useDoingWords } from "./doing-words.ts";

const tones = {
  starting: "neutral",
  working: "accent",
  waiting: "warn",
  finished: "neutral",
} as const satisfies Record<WorkerActivity["state"], Tone>;

/** What each worker does at this moment, and since when. */
export function WorkerList({ activity }: { activity: readonly WorkerActivity[] }) {
  const { t } = useTranslation();
  if (activity.length === 0) return null;
  const workers = [...activity].sort((a, b) => a.worker - b.worker);
  return (
    <Panel title={t("scraping.sessions.workers")}>
      <ul className="divide-y divide-line">
        {workers.map((worker) => (
          <WorkerRow key={worker.worker} activity={worker} />
        ))}
      </ul>
    </Panel>
  );
}

function WorkerRow({
  activity: { worker, state, domain, doing, since, done },
}: {
  activity: WorkerActivity;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useDoingWords();
  const nowMs = useTicking(state === "working" || state === "waiting");
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-ui">
      <span className="w-20 shrink-0 text-muted">{t("scraping.sessions.worker", { number: worker })}</span>
      <Badge tone={tones[state]}>{t(`scraping.sessions.workerState.${state}`)}</Badge>
      {domain !== null && <span className="min-w-0 truncate font-medium">{domain}</span>}
      {doing !== null && <span className="min-w-0 text-xs text-pretty text-muted">{words(doing)}</span>}
      {state !== "finished" && (
        <span className="text-xs text-faint tabular-nums">
          {t("scraping.sessions.since", {
            duration: format.duration(wholeSeconds(nowMs - Date.parse(since))),
          })}
        </span>
      )}
      <span className="flex-1" />
      <span className="text-xs text-muted tabular-nums">
        {t("scraping.sessions.workerDone", { count: done, number: format.number(done) })}
      </span>
    </li>
  );
}

/** ms, without fractions of a second: it ticks once a second. */
const wholeSeconds = (ms: number) => Math.max(1, Math.floor(ms / 1000)) * 1000;
