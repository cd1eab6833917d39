import type { Sync, SyncStream } from "@millrace/connect/contract";
import { ArrowRight, Check, CirclePause, Clock, LoaderCircle, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { isUnderWay, streamTones } from "../words.ts";

const icons: Record<SyncStream["status"] | "stopped", LucideIcon> = {
  waiting: Clock,
  running: LoaderCircle,
  done: Check,
  stopped: CirclePause,
};

const columns = ["pages", "records", "delivered", "unchanged", "bad"] as const;

/** What became of each stream's records so far. */
export function StreamTable({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  if (sync.streams.length === 0) return null;
  const head = "px-4 py-1.5 font-medium whitespace-nowrap";
  return (
    <Panel title={t("connect.column.streams")} className="overflow-hidden">
      <div tabIndex={0} role="region" aria-label={t("connect.column.streams")} className="overflow-x-auto">
        <table className="w-full text-ui">
          <thead className="text-xs text-faint">
            <tr>
              <th scope="col" className={`${head} text-left`}>
                {t("connect.stream")}
              </th>
              {columns.map((column) => (
                <th key={column} scope="col" className={`${head} text-right`}>
                  {t(`connect.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-t border-line">
            {sync.streams.map((stream) => (
              <StreamRow key={stream.stream} stream={stream} isUnderWay={isUnderWay(sync)} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** Its first pages are read before anything of it is delivered; and a sync that is held or has ended moves no stream. */
function shownStatus({ status, pages }: SyncStream, isMoving: boolean): SyncStream["status"] | "stopped" {
  if (status === "done" || (status === "waiting" && pages === 0)) return status;
  return isMoving ? "running" : "stopped";
}

function StreamRow({ stream, isUnderWay: isMoving }: { stream: SyncStream; isUnderWay: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const status = shownStatus(stream, isMoving);
  const Icon = icons[status];
  const changes = (["inserts", "updates", "gone"] as const).filter((kind) => stream[kind] > 0);
  return (
    <tr className="align-top">
      <th scope="row" className="min-w-56 px-4 py-2 text-left font-normal">
        <span className="flex flex-wrap items-center gap-x-1.5 gap-y-1">
          <span className="font-semibold">{stream.stream}</span>
          <ArrowRight aria-hidden className="size-3 text-faint" />
          <span className="text-muted">{stream.target}</span>
          <Badge tone={streamTones[status]} className="h-4">
            <Icon aria-hidden className={status === "running" ? "animate-spin" : undefined} />
            {t(`connect.streamStatus.${status}`)}
          </Badge>
        </span>
        <span className="block text-xs text-faint">
          {t(`connect.mode.${stream.mode}`)}
          {changes.map((kind) => (
            <span key={kind} className="tabular-nums">
              {" "}
              · {t(`connect.feed.${kind}`, { count: stream[kind], number: format.number(stream[kind]) })}
            </span>
          ))}
        </span>
      </th>
      {columns.map((column) => (
        <td
          key={column}
          className={`px-4 py-2 text-right tabular-nums ${column === "bad" && stream.bad > 0 ? "text-warn" : ""}`}
        >
          {format.number(stream[column])}
        </td>
      ))}
    </tr>
  );
}
