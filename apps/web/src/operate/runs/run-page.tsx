import { Link, useParams } from "@tanstack/react-router";
import type { RunDetail } from "@millrace/server/contract";
import { ArrowLeft } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Page, Panel } from "../../shared/ui/page.tsx";
import { ProgressBar } from "../../shared/ui/progress-bar.tsx";
import { ProblemNotice, SkeletonList } from "../../shared/ui/states.tsx";
import { RungBadge } from "../parts/attempt-list.tsx";
import { JsonPanel } from "../parts/json-view.tsx";
import { useNames } from "../parts/names.ts";
import { useRowKeys } from "../parts/use-row-keys.ts";
import { useRun } from "./queries.ts";
import { RunButtons } from "./run-buttons.tsx";
import { RunChildren } from "./run-children.tsx";
import { RunFacts } from "./run-facts.tsx";
import { RunLogs } from "./run-logs.tsx";
import { StepTimeline } from "./step-timeline.tsx";

/** One run: its state, what went wrong, its steps in time, what it started, wrote and gave back. */
export function RunPage() {
  const { t } = useTranslation();
  const names = useNames();
  const { runId = "" } = useParams({ strict: false });
  const query = useRun(runId);
  const run = query.data;
  return (
    <Page
      back={
        <Link
          to="/operate/runs"
          className="mb-1.5 inline-flex items-center gap-1 text-xs text-muted hover:text-fg"
        >
          <ArrowLeft aria-hidden className="size-3.5" />
          {t("runs.all")}
        </Link>
      }
      title={run === undefined ? t("runs.run") : names.workflow(run.workflow)}
      description={<span className="font-mono text-xs break-all">{runId}</span>}
      actions={run !== undefined && <RunButtons run={run} />}
    >
      {query.isPending && <SkeletonList />}
      {query.isError && run === undefined && (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} className="mx-0" />
      )}
      {run !== undefined && <RunBody key={run.run_id} run={run} />}
    </Page>
  );
}

function RunBody({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const body = useRef<HTMLDivElement>(null);
  useRowKeys(body);
  return (
    <div ref={body} className="grid gap-4">
      <Panel className="overflow-hidden">
        <RunFacts run={run} />
        <RunProgressBar run={run} />
        {run.error !== null && (
          <div role="note" className="border-t border-line bg-bad-soft px-4 py-3 text-ui">
            <RungBadge rung={run.error.rung} />
            <p className="mt-1 text-pretty break-words">{run.error.message}</p>
          </div>
        )}
      </Panel>
      <StepTimeline run={run} />
      <RunChildren runId={run.run_id} />
      <div className="grid gap-4 md:grid-cols-2">
        <JsonPanel title={t("runs.input")} value={run.input} />
        <JsonPanel title={t("runs.output")} value={run.output} />
      </div>
      <RunLogs run={run} />
    </div>
  );
}

function RunProgressBar({ run: { progress } }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useNames();
  if (progress === null) return null;
  return (
    <div className="border-t border-line px-4 py-3 text-xs">
      <div className="mb-1.5 flex justify-between gap-3 text-muted tabular-nums">
        <span>
          {format.number(progress.done)}
          {progress.of !== null && ` / ${format.number(progress.of)}`} {names.unit(progress.unit)}
        </span>
        <span className="truncate">{progress.message}</span>
      </div>
      <ProgressBar label={t("runs.progress")} done={progress.done} of={progress.of} />
    </div>
  );
}
