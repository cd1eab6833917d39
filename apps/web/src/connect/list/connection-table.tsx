import type { Connection } from "@millrace/connect/contract";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { StatusBadge } from "../../shared/ui/status-badge.tsx";
import { TimeAgo, useNow } from "../../shared/ui/time-ago.tsx";
import { ConnectionStatus } from "../parts/connection-status.tsx";
import { GuaranteeBadge } from "../parts/guarantee-badge.tsx";
import { RouteLine } from "../parts/route-line.tsx";
import { useScheduleWords } from "../parts/use-schedule-words.ts";
import { VerdictBadge } from "../parts/verdict-badge.tsx";
import { syncStatusOf } from "../words.ts";
import { ConnectionMenu } from "./connection-menu.tsx";

const head = "px-4 py-2 text-left font-medium whitespace-nowrap";

/** Connections as rows that open them. */
export function ConnectionTable({
  connections,
  label,
}: {
  connections: readonly Connection[];
  label: string;
}) {
  const { t } = useTranslation();
  return (
    <Panel className="overflow-hidden">
      <table className="w-full text-ui">
        <caption className="sr-only">{label}</caption>
        <thead className="border-b border-line text-xs text-faint">
          <tr>
            <th scope="col" className={head}>
              {t("connect.column.connection")}
            </th>
            <th scope="col" className={`${head} hidden md:table-cell`}>
              {t("connect.column.schedule")}
            </th>
            <th scope="col" className={`${head} hidden lg:table-cell`}>
              {t("connect.column.guarantee")}
            </th>
            <th scope="col" className={head}>
              <span className="sm:hidden">{t("connect.column.status")}</span>
              <span className="max-sm:hidden">{t("connect.column.lastSync")}</span>
            </th>
            <th scope="col" className={`${head} hidden sm:table-cell`}>
              {t("connect.column.status")}
            </th>
            <th scope="col" className="w-0 p-0">
              <span className="sr-only">{t("connect.column.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {connections.map((connection) => (
            <ConnectionRow key={connection.id} connection={connection} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function ConnectionRow({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const words = useScheduleWords();
  return (
    <tr className="relative align-top focus-within:bg-hover hover:bg-hover">
      <th scope="row" className="w-full max-w-0 px-4 py-2.5 text-left font-normal md:w-2/5">
        <span className="flex items-center gap-2">
          <Link
            to="/connect/$connectionId"
            params={{ connectionId: connection.id }}
            data-row-link=""
            className="truncate font-semibold outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {connection.name}
          </Link>
          {connection.is_demo && <Badge className="h-4">{t("posts.demo")}</Badge>}
        </span>
        <RouteLine
          source={connection.source.type}
          destination={connection.destination.type}
          className="mt-0.5 text-xs text-muted"
        />
        <Streams connection={connection} />
        <span className="mt-0.5 block text-xs text-pretty text-faint md:hidden">
          {words(connection.schedule)}
        </span>
        {connection.status === "needs_attention" && connection.message !== null && (
          <span className="mt-0.5 block text-xs text-pretty break-words text-warn">{connection.message}</span>
        )}
      </th>
      <td className="hidden px-4 py-2.5 md:table-cell">
        <span className="block min-w-28 text-pretty">{words(connection.schedule)}</span>
        <NextTime connection={connection} />
      </td>
      <td className="hidden px-4 py-2.5 lg:table-cell">
        <GuaranteeBadge guarantee={connection.guarantee} />
      </td>
      <td className="px-4 py-2.5">
        <span className="mb-1 block sm:hidden">
          <ConnectionStatus connection={connection} />
        </span>
        <LastSync connection={connection} />
      </td>
      <td className="hidden px-4 py-2.5 sm:table-cell">
        <ConnectionStatus connection={connection} />
      </td>
      <td className="relative z-10 w-0 py-1.5 pr-2">
        <ConnectionMenu connection={connection} />
      </td>
    </tr>
  );
}

function Streams({ connection: { streams } }: { connection: Connection }) {
  const { t } = useTranslation();
  const names = streams.map(({ name }) => name).join(", ");
  return (
    <span className="mt-0.5 block truncate text-xs text-faint" title={names}>
      {streams.length === 0 ? t("connect.everyStream") : names}
    </span>
  );
}

function NextTime({ connection: { next_at: nextAt, schedule } }: { connection: Connection }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  if (schedule === null || nextAt === null) return null;
  return (
    <time
      dateTime={nextAt}
      title={format.dateTimeIn(nextAt, schedule.time_zone)}
      className="mt-0.5 block text-xs whitespace-nowrap text-faint"
    >
      {t("connect.next", { when: format.relative(nextAt, now) })}
    </time>
  );
}

function LastSync({ connection: { last_sync: last, running_sync_id: running } }: { connection: Connection }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (running !== null)
    return (
      <Link
        to="/connect/syncs/$syncId"
        params={{ syncId: running }}
        className="relative z-10 inline-block rounded hover:opacity-80"
      >
        <StatusBadge status="running" />
        <span className="sr-only">{t("connect.openSync")}</span>
      </Link>
    );
  if (last === null) return <span className="text-xs text-faint">{t("connect.never")}</span>;
  return (
    <>
      <VerdictBadge status={syncStatusOf(last.status)} isGreen={last.is_green} />
      <span className="mt-0.5 block text-xs text-faint tabular-nums">
        {last.ended_at !== null && (
          <>
            <TimeAgo iso={last.ended_at} className="whitespace-nowrap" /> ·{" "}
          </>
        )}
        <span className="whitespace-nowrap">
          {t("connect.records", { count: last.records, number: format.number(last.records) })}
        </span>
      </span>
    </>
  );
}
