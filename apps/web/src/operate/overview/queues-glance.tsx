import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Meter } from "../parts/meter.tsx";
import { useNames } from "../parts/names.ts";
import { useQueues } from "../queues/queries.ts";
import { Glance } from "./glance.tsx";

const shownQueues = 6;

/** The queues whose oldest run waits longest. */
export function QueuesGlance() {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useNames();
  const query = useQueues();
  const queues = (query.data?.items ?? [])
    .toSorted((a, b) => (b.oldest_wait_ms ?? -1) - (a.oldest_wait_ms ?? -1) || b.running - a.running)
    .slice(0, shownQueues);
  const longestMs = Math.max(1, ...queues.map((queue) => queue.oldest_wait_ms ?? 0));
  return (
    <Glance
      title={t("operate.overview.queueAges")}
      to="/operate/queues"
      query={query}
      isEmpty={queues.length === 0}
      emptyText={t("operate.queues.empty")}
    >
      {queues.map((queue) => {
        const age =
          queue.oldest_wait_ms === null
            ? t("operate.overview.noneWaits")
            : format.duration(queue.oldest_wait_ms);
        return (
          <li key={queue.name} className="px-4 py-2 text-ui">
            <div className="flex items-center gap-2">
              <span className="min-w-0 flex-1 truncate" title={queue.name}>
                {names.queue(queue.name)}
              </span>
              {queue.is_paused && <Badge tone="warn">{t("operate.paused")}</Badge>}
              <span className="text-xs text-muted tabular-nums">
                {queue.queued > 0 &&
                  `${t("operate.overview.waiting", { count: queue.queued, number: format.number(queue.queued) })} · `}
                {age}
              </span>
            </div>
            <Meter
              label={t("operate.overview.ageOf", { name: names.queue(queue.name) })}
              value={queue.oldest_wait_ms ?? 0}
              of={longestMs}
              words={age}
              isLimit={false}
              className="mt-1.5 h-1"
            />
          </li>
        );
      })}
    </Glance>
  );
}
