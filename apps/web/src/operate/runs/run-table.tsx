import { Link } from "@tanstack/react-router";
import type { RunSummary } from "@millrace/server/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { ProgressBar } from "../../shared/ui/progress-bar.tsx";
import { StatusBadge } from "../../shared/ui/status-badge.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { useNames } from "../parts/names.ts";
import { Duration } from "./duration.tsx";

const head = "px-4 py-2 text-left font-medium whitespace-nowrap";

/** Runs as rows that open them. */
export function RunTable({ runs, label }: { runs: readonly RunSummary[]; label: string }) {
  const { t } = useTranslation();
  return (
    <Panel className="overflow-hidden">
      <table className="w-full text-ui">
        <caption className="sr-only">{label}</caption>
        <thead className="border-b border-line text-xs text-faint">
          <tr>
            <th scope="col" className={head}>
              {t("runs.run")}
            </th>
            <th scope="col" className={head}>
              {t("runs.status")}
            </th>
            <th scope="col" className={`${head} hidden md:table-cell`}>
              {t("runs.progress")}
            </th>
            <th scope="col" className={`${head} hidden lg:table-cell`}>
              {t("runs.queue")}
            </th>
            <th scope="col" className={`${head} hidden sm:table-cell`}>
              {t("runs.started")}
            </th>
            <th scope="col" className={`${head} hidden text-right sm:table-cell`}>
              {t("runs.duration")}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {runs.map((run) => (
            <RunRow key={run.run_id} run={run} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function RunRow({ run }: { run: RunSummary }) {
  const names = useNames();
  return (
    <tr className="relative focus-within:bg-hover hover:bg-hover">
      <th scope="row" className="w-full max-w-0 sm:w-2/5 px-4 py-2 text-left font-normal">
        <Link
          to="/operate/runs/$runId"
          params={{ runId: run.run_id }}
          data-row-link=""
          className="block truncate font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {names.workflow(run.workflow)}
          <span className="sr-only"> {run.run_id}</span>
        </Link>
        <span className="block truncate text-xs text-faint" title={run.error?.message ?? run.run_id}>
          {run.error === null ? <span className="font-mono text-2xs">{run.run_id}</span> : run.error.message}
        </span>
      </th>
      <td className="px-4 py-2 align-middle">
        <StatusBadge status={run.status} />
        <span className="mt-0.5 block text-2xs whitespace-nowrap text-faint sm:hidden">
          <TimeAgo iso={run.started_at ?? run.created_at} />
        </span>
      </td>
      <td className="hidden px-4 py-2 md:table-cell">
        <RowProgress run={run} />
      </td>
      <td className="hidden px-4 py-2 whitespace-nowrap text-muted lg:table-cell">
        {run.queue === null ? "–" : names.queue(run.queue)}
      </td>
      <td className="hidden px-4 py-2 whitespace-nowrap text-muted sm:table-cell">
        <TimeAgo iso={run.started_at ?? run.created_at} />
      </td>
      <td className="hidden px-4 py-2 text-right whitespace-nowrap text-muted tabular-nums sm:table-cell">
        <Duration startedAt={run.started_at} endedAt={run.ended_at} isRunning={run.status === "running"} />
      </td>
    </tr>
  );
}

function RowProgress({ run }: { run: RunSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useNames();
  const { progress } = run;
  if (progress === null) return null;
  const done = format.number(progress.done);
  return (
    <span className="flex items-center gap-2">
      {run.status === "running" && (
        <ProgressBar label={t("runs.progress")} done={progress.done} of={progress.of} className="w-20" />
      )}
      <span className="text-xs whitespace-nowrap text-muted tabular-nums">
        {progress.of === null ? done : `${done} / ${format.number(progress.of)}`} {names.unit(progress.unit)}
      </span>
    </span>
  );
}
