import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Activity } from "lucide-react";
import { useTranslation } from "react-i18next";
import { runStatuses, type RunSummary } from "../../shared/api/types.ts";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Select } from "../../shared/ui/field.tsx";
import { Page, Panel } from "../../shared/ui/page.tsx";
import { ProgressBar } from "../../shared/ui/progress-bar.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { StatusBadge } from "../../shared/ui/status-badge.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { Duration } from "./duration.tsx";
import { useRuns } from "./queries.ts";
import { readRunSearch, type RunSearch } from "./run-search.ts";

/** All runs of the engine, newest first, live. */
export function RunsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = readRunSearch(useSearch({ strict: false }));
  const query = useRuns(search);
  const runs = query.data?.pages.flatMap((page) => page.items) ?? [];
  const workflows = [...new Set([...runs.map((run) => run.workflow), search.workflow ?? ""])]
    .filter((name) => name !== "")
    .sort();
  const change = (next: { status?: string; workflow?: string }) =>
    void navigate({
      to: "/operate/runs",
      search: readRunSearch({ ...search, ...next }),
      replace: true,
      state: { keepFocus: true },
    });
  return (
    <Page
      title={t("nav.runs")}
      description={t("runs.description")}
      actions={<RunFilters search={search} workflows={workflows} onChange={change} />}
    >
      <QueryState query={query} className="mx-0" />
      {query.data !== undefined && runs.length === 0 && (
        <NoRuns
          hasFilter={Object.keys(search).length > 0}
          onClear={() => change({ status: "", workflow: "" })}
        />
      )}
      {runs.length > 0 && <RunTable runs={runs} />}
      {query.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common.more")}
          </Button>
        </div>
      )}
    </Page>
  );
}

function NoRuns({ hasFilter, onClear }: { hasFilter: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty
      icon={Activity}
      title={t(hasFilter ? "empty.filtered.title" : "runs.empty")}
      actions={hasFilter && <Button onClick={onClear}>{t("empty.filtered.clear")}</Button>}
    >
      {t("runs.emptyText")}
    </Empty>
  );
}

function RunFilters({
  search,
  workflows,
  onChange: change,
}: {
  search: RunSearch;
  workflows: readonly string[];
  onChange: (next: { status?: string; workflow?: string }) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex gap-2">
      <Select
        aria-label={t("runs.workflow")}
        className="w-40"
        value={search.workflow ?? ""}
        onChange={(event) => change({ workflow: event.target.value })}
      >
        <option value="">{t("runs.allWorkflows")}</option>
        {workflows.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <Select
        aria-label={t("runs.status")}
        className="w-36"
        value={search.status ?? ""}
        onChange={(event) => change({ status: event.target.value })}
      >
        <option value="">{t("runs.allStatuses")}</option>
        {runStatuses.map((status) => (
          <option key={status} value={status}>
            {t(`runStatus.${status}`)}
          </option>
        ))}
      </Select>
    </div>
  );
}

function RunTable({ runs }: { runs: readonly RunSummary[] }) {
  const { t } = useTranslation();
  const head = "px-4 py-2 text-left font-medium whitespace-nowrap";
  return (
    <Panel className="overflow-hidden">
      <table className="w-full text-ui">
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
  const { t } = useTranslation();
  const format = useFormat();
  const { progress } = run;
  return (
    <tr className="relative hover:bg-hover">
      <th scope="row" className="max-w-0 w-2/5 px-4 py-2 text-left font-normal">
        <Link
          to="/operate/runs/$runId"
          params={{ runId: run.run_id }}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {run.workflow}
          <span className="sr-only"> {run.run_id}</span>
        </Link>
        <span
          className="block truncate font-mono text-2xs text-faint"
          title={run.error?.message ?? run.run_id}
        >
          {run.error === null ? run.run_id : <span className="font-sans text-xs">{run.error.message}</span>}
        </span>
      </th>
      <td className="px-4 py-2 align-middle">
        <StatusBadge status={run.status} />
      </td>
      <td className="hidden px-4 py-2 md:table-cell">
        {progress !== null && (
          <span className="flex items-center gap-2">
            {run.status === "running" && (
              <ProgressBar
                label={t("runs.progress")}
                done={progress.done}
                of={progress.of}
                className="w-20"
              />
            )}
            <span className="text-xs text-muted tabular-nums">
              {progress.of === null
                ? format.number(progress.done)
                : `${format.number(progress.done)} / ${format.number(progress.of)}`}{" "}
              {progress.unit}
            </span>
          </span>
        )}
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
