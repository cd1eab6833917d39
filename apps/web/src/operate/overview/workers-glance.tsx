import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { useWorkers } from "../workers/queries.ts";
import { Glance } from "./glance.tsx";

const shownWorkers = 5;

/** The processes, lost ones first. */
export function WorkersGlance() {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useWorkers();
  const workers = (query.data?.items ?? [])
    .toSorted((a, b) => Number(a.is_alive) - Number(b.is_alive) || b.running - a.running)
    .slice(0, shownWorkers);
  return (
    <Glance
      title={t("nav.workers")}
      to="/operate/workers"
      query={query}
      isEmpty={workers.length === 0}
      emptyText={t("operate.workers.empty")}
    >
      {workers.map((worker) => (
        <li key={worker.worker_id} className="flex items-center gap-2 px-4 py-2 text-ui">
          <span
            aria-hidden
            className={cn("size-2 shrink-0 rounded-full", worker.is_alive ? "bg-good" : "bg-bad")}
          />
          <span className="min-w-0 truncate">{worker.hostname}</span>
          <span className="text-xs whitespace-nowrap text-muted">
            {t("operate.workers.pid", { pid: worker.pid })}
          </span>
          {!worker.is_alive && <Badge tone="bad">{t("operate.workers.lost")}</Badge>}
          <span className="flex-1" />
          <span className="text-xs whitespace-nowrap text-muted tabular-nums">
            {t("operate.overview.runningCount", {
              count: worker.running,
              number: format.number(worker.running),
            })}
          </span>
        </li>
      ))}
    </Glance>
  );
}
