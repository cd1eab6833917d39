import type { WorkerState } from "@millrace/server/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { useTicking } from "../parts/use-ticking.ts";

const head = "px-4 py-2 font-medium whitespace-nowrap";

/** Processes as rows: whether each lives, where it runs, and how much it does. */
export function WorkerTable({ workers }: { workers: readonly WorkerState[] }) {
  const { t } = useTranslation();
  const nowMs = useTicking(true);
  return (
    <Panel className="overflow-hidden">
      <table className="w-full text-left text-ui">
        <caption className="sr-only">{t("nav.workers")}</caption>
        <thead className="border-b border-line text-xs text-faint">
          <tr>
            <th scope="col" className={head}>
              {t("operate.workers.worker")}
            </th>
            <th scope="col" className={cn(head, "hidden sm:table-cell")}>
              {t("operate.workers.role")}
            </th>
            <th scope="col" className={cn(head, "hidden md:table-cell")}>
              {t("operate.workers.version")}
            </th>
            <th scope="col" className={cn(head, "hidden sm:table-cell")}>
              {t("runs.started")}
            </th>
            <th scope="col" className={head}>
              {t("operate.workers.heartbeat")}
            </th>
            <th scope="col" className={cn(head, "text-right")}>
              {t("operate.queues.running")}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {workers.map((worker) => (
            <WorkerRow key={worker.worker_id} worker={worker} nowMs={nowMs} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function WorkerRow({ worker, nowMs }: { worker: WorkerState; nowMs: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const silentMs = Math.max(0, nowMs - Date.parse(worker.heartbeat_at));
  return (
    <tr>
      <th scope="row" className="w-full max-w-0 sm:w-2/5 px-4 py-2 font-normal">
        <span className="flex items-center gap-2">
          <span
            aria-hidden
            className={cn("size-2 shrink-0 rounded-full", worker.is_alive ? "bg-good" : "bg-bad")}
          />
          <span className="truncate font-medium">{worker.hostname}</span>
          <span className="text-xs whitespace-nowrap text-muted">
            {t("operate.workers.pid", { pid: worker.pid })}
          </span>
          {!worker.is_alive && <Badge tone="bad">{t("operate.workers.lost")}</Badge>}
          <span className="sr-only">{worker.is_alive && t("operate.workers.alive")}</span>
        </span>
        <span className="block truncate pl-4 font-mono text-2xs text-faint">{worker.worker_id}</span>
      </th>
      <td className="hidden px-4 py-2 sm:table-cell">{t(`operate.workers.roles.${worker.role}`)}</td>
      <td className="hidden px-4 py-2 text-muted tabular-nums md:table-cell">{worker.version}</td>
      <td className="hidden px-4 py-2 whitespace-nowrap text-muted sm:table-cell">
        <TimeAgo iso={worker.started_at} />
      </td>
      <td className="px-4 py-2 whitespace-nowrap text-muted tabular-nums">
        {t("operate.workers.ago", { duration: format.duration(Math.floor(silentMs / 1000) * 1000) })}
      </td>
      <td className="px-4 py-2 text-right tabular-nums">{format.number(worker.running)}</td>
    </tr>
  );
}
