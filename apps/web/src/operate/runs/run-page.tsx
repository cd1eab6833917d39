import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RunDetail } from "../../shared/api/types.ts";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Page, Panel } from "../../shared/ui/page.tsx";
import { ProgressBar } from "../../shared/ui/progress-bar.tsx";
import { ProblemNotice, SkeletonList } from "../../shared/ui/states.tsx";
import { StatusBadge } from "../../shared/ui/status-badge.tsx";
import { Duration } from "./duration.tsx";
import { useRun, useRunAction } from "./queries.ts";
import { StepTimeline } from "./step-timeline.tsx";

/** One run: its state, what went wrong, and its steps in time. */
export function RunPage() {
  const { t } = useTranslation();
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
      title={run?.workflow ?? t("runs.run")}
      description={<span className="font-mono text-xs break-all">{runId}</span>}
      actions={run !== undefined && <RunButtons run={run} />}
    >
      {query.isPending && <SkeletonList />}
      {query.isError && run === undefined && (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} className="mx-0" />
      )}
      {run !== undefined && <RunBody run={run} />}
    </Page>
  );
}

function RunBody({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="grid gap-4">
      <Panel>
        <dl className="grid grid-cols-2 gap-4 px-4 py-3 text-ui sm:grid-cols-4">
          <Fact name={t("runs.status")}>
            <StatusBadge status={run.status} />
          </Fact>
          <Fact name={t("runs.started")}>
            {run.started_at === null ? t("runs.notStarted") : format.dateTime(run.started_at)}
          </Fact>
          <Fact name={t("runs.duration")}>
            <span className="tabular-nums">
              <Duration
                startedAt={run.started_at}
                endedAt={run.ended_at}
                isRunning={run.status === "running"}
              />
            </span>
          </Fact>
          <Fact name={t("runs.queue")}>{run.queue ?? "–"}</Fact>
          {run.parent_run_id !== null && (
            <Fact name={t("runs.parent")}>
              <Link
                to="/operate/runs/$runId"
                params={{ runId: run.parent_run_id }}
                className="font-mono text-xs text-accent hover:underline"
              >
                {run.parent_run_id}
              </Link>
            </Fact>
          )}
        </dl>
        {run.progress !== null && (
          <div className="border-t border-line px-4 py-3 text-xs">
            <div className="mb-1.5 flex justify-between gap-3 text-muted tabular-nums">
              <span>
                {format.number(run.progress.done)}
                {run.progress.of !== null && ` / ${format.number(run.progress.of)}`} {run.progress.unit}
              </span>
              <span className="truncate">{run.progress.message}</span>
            </div>
            <ProgressBar label={t("runs.progress")} done={run.progress.done} of={run.progress.of} />
          </div>
        )}
        {run.error !== null && (
          <div className="border-t border-line bg-bad-soft px-4 py-3 text-ui">
            <p className="font-medium">
              {t(`rung.${run.error.rung}` as "rung.broken", { defaultValue: run.error.rung })}
            </p>
            <p className="mt-0.5 text-pretty">{run.error.message}</p>
          </div>
        )}
      </Panel>
      <StepTimeline steps={run.steps} isRunning={run.status === "running"} />
      <div className="grid gap-4 md:grid-cols-2">
        <Json title={t("runs.input")} value={run.input} />
        <Json title={t("runs.output")} value={run.output} />
      </div>
    </div>
  );
}

function RunButtons({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const action = useRunAction(run.run_id);
  if (run.status === "queued" || run.status === "running")
    return (
      <Button disabled={action.isPending} onClick={() => action.mutate("cancel")}>
        {t("runs.cancel")}
      </Button>
    );
  if (run.status === "succeeded") return null;
  return (
    <Button look="primary" disabled={action.isPending} onClick={() => action.mutate("resume")}>
      {t("runs.resume")}
    </Button>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="mb-0.5 text-xs text-faint">{name}</dt>
      <dd className="truncate">{children}</dd>
    </div>
  );
}

function Json({ title, value }: { title: string; value: unknown }) {
  const { t } = useTranslation();
  return (
    <Panel title={title} className="min-w-0">
      {value === null || value === undefined ? (
        <p className="px-4 py-3 text-ui text-faint">{t("runs.nothing")}</p>
      ) : (
        <pre
          tabIndex={0}
          role="region"
          aria-label={title}
          className="max-h-72 overflow-auto px-4 py-3 font-mono text-xs leading-relaxed"
        >
          {JSON.stringify(value, null, 2)}
        </pre>
      )}
    </Panel>
  );
}
