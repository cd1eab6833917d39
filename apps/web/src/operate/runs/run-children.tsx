import { Link } from "@tanstack/react-router";
import type { RunSummary } from "@millrace/server/contract";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { StatusBadge } from "../../shared/ui/status-badge.tsx";
import { ProblemNotice, Skeleton } from "../../shared/ui/states.tsx";
import { useNames } from "../parts/names.ts";
import { Duration } from "./duration.tsx";
import { useRunChildren } from "./queries.ts";

/** The runs a run started, and theirs below; nothing where it started none. */
export function RunChildren({ runId }: { runId: string }) {
  const { t } = useTranslation();
  const query = useRunChildren(runId);
  const hasNone = query.data?.pages[0]?.items.length === 0;
  if (query.isPending || hasNone) return null;
  return (
    <Panel title={t("runs.children")}>
      <Children runId={runId} level={0} />
    </Panel>
  );
}

function Children({ runId, level }: { runId: string; level: number }) {
  const { t } = useTranslation();
  const query = useRunChildren(runId);
  if (query.isPending) return <Skeleton className="m-4 h-4 w-1/2" />;
  if (query.data === undefined)
    return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  const runs = query.data.pages.flatMap((page) => page.items);
  const indent = { paddingLeft: `${1 + level * 1.25}rem` };
  return (
    <ul className="divide-y divide-line/60 py-1">
      {runs.length === 0 && (
        <li className="py-1.5 text-xs text-faint" style={{ paddingLeft: `${2.5 + level * 1.25}rem` }}>
          {t("runs.noChildren")}
        </li>
      )}
      {runs.map((run) => (
        <Child key={run.run_id} run={run} level={level} />
      ))}
      {query.hasNextPage && (
        <li className="py-1" style={indent}>
          <Button look="ghost" size="small" onClick={() => void query.fetchNextPage()}>
            {t("common.more")}
          </Button>
        </li>
      )}
    </ul>
  );
}

function Child({ run, level }: { run: RunSummary; level: number }) {
  const { t } = useTranslation();
  const names = useNames();
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <div
        className="flex items-center gap-2 py-1 pr-4 text-ui"
        style={{ paddingLeft: `${1 + level * 1.25}rem` }}
      >
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={t("runs.childrenOf", { run: run.run_id })}
          onClick={() => setOpen(!isOpen)}
          className="flex size-5 items-center justify-center rounded text-faint hover:bg-hover"
        >
          <ChevronRight aria-hidden className={cn("size-3.5 transition-transform", isOpen && "rotate-90")} />
        </button>
        <Link
          to="/operate/runs/$runId"
          params={{ runId: run.run_id }}
          className="min-w-0 flex-1 truncate hover:underline"
        >
          <span className="font-medium">{names.workflow(run.workflow)}</span>{" "}
          <span className="font-mono text-2xs text-faint">{run.run_id}</span>
        </Link>
        <StatusBadge status={run.status} />
        <span className="w-16 text-right text-xs text-muted tabular-nums">
          <Duration startedAt={run.started_at} endedAt={run.ended_at} isRunning={run.status === "running"} />
        </span>
      </div>
      {isOpen && <Children runId={run.run_id} level={level + 1} />}
    </li>
  );
}
