import type { Sync } from "@millrace/connect/contract";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Duration } from "../../operate/runs/duration.tsx";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { VerdictBadge } from "../parts/verdict-badge.tsx";
import { hasEnded } from "../words.ts";

const head = "px-4 py-1.5 text-left font-medium whitespace-nowrap";

/** Syncs as rows that open them. */
export function SyncTable({ syncs, label }: { syncs: readonly Sync[]; label: string }) {
  const { t } = useTranslation();
  return (
    <table className="w-full text-ui">
      <caption className="sr-only">{label}</caption>
      <thead className="border-b border-line text-xs text-faint">
        <tr>
          <th scope="col" className={head}>
            {t("connect.column.planned")}
          </th>
          <th scope="col" className={head}>
            {t("connect.column.verdict")}
          </th>
          <th scope="col" className={`${head} text-right`}>
            {t("connect.column.records")}
          </th>
          <th scope="col" className={`${head} hidden text-right md:table-cell`}>
            {t("connect.column.delivered")}
          </th>
          <th scope="col" className={`${head} hidden text-right md:table-cell`}>
            {t("connect.column.bad")}
          </th>
          <th scope="col" className={`${head} hidden text-right sm:table-cell`}>
            {t("runs.duration")}
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {syncs.map((sync) => (
          <SyncRow key={sync.id} sync={sync} />
        ))}
      </tbody>
    </table>
  );
}

function SyncRow({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const format = useFormat();
  const number = "px-4 py-2 text-right tabular-nums";
  return (
    <tr className="relative align-top focus-within:bg-hover hover:bg-hover">
      <th scope="row" className="w-full max-w-0 px-4 py-2 text-left font-normal">
        <Link
          to="/connect/syncs/$syncId"
          params={{ syncId: sync.id }}
          data-row-link=""
          className="block truncate font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {format.dateTime(sync.planned_at)}
        </Link>
        <span className="flex flex-wrap items-center gap-1.5 text-xs text-faint">
          {sync.kind !== "sync" && <Badge className="h-4">{t(`connect.kind.${sync.kind}`)}</Badge>}
          <span className="truncate">{t("connect.startedBy", { who: sync.started_by })}</span>
        </span>
        {sync.message !== null && (
          <span className="mt-0.5 line-clamp-2 text-xs break-words text-muted">{sync.message}</span>
        )}
      </th>
      <td className="px-4 py-2">
        <VerdictBadge status={sync.status} isGreen={sync.is_green} />
      </td>
      <td className={number}>{format.number(sync.records)}</td>
      <td className={`${number} hidden md:table-cell`}>{format.number(sync.delivered)}</td>
      <td className={`${number} hidden md:table-cell`}>
        <span className={sync.bad > 0 ? "text-warn" : undefined}>{format.number(sync.bad)}</span>
      </td>
      <td className={`${number} hidden whitespace-nowrap sm:table-cell`}>
        <Duration startedAt={sync.started_at} endedAt={sync.ended_at} isRunning={!hasEnded(sync)} />
      </td>
    </tr>
  );
}
