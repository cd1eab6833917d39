import { Link } from "@tanstack/react-router";
import type { RunDetail } from "@millrace/server/contract";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { StatusBadge } from "../../shared/ui/status-badge.tsx";
import { useNames } from "../parts/names.ts";
import { Duration } from "./duration.tsx";

/** A run's state and times, and where it belongs. */
export function RunFacts({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useNames();
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-3 px-4 py-3 text-ui sm:grid-cols-3 lg:grid-cols-5">
      <Fact name={t("runs.status")}>
        <StatusBadge status={run.status} />
      </Fact>
      <Fact name={t("runs.started")}>
        {run.started_at === null ? t("runs.notStarted") : format.dateTime(run.started_at)}
      </Fact>
      <Fact name={t("runs.duration")}>
        <span className="tabular-nums">
          <Duration startedAt={run.started_at} endedAt={run.ended_at} isRunning={run.status === "running"} />
        </span>
      </Fact>
      <Fact name={t("runs.waited")}>
        <span className="tabular-nums">
          <Duration startedAt={run.created_at} endedAt={run.started_at} isRunning={run.status === "queued"} />
        </span>
      </Fact>
      <Fact name={t("runs.queue")}>
        {run.queue === null ? (
          "–"
        ) : (
          <Link to="/operate/runs" search={{ queue: run.queue }} className="hover:underline">
            {names.queue(run.queue)}
          </Link>
        )}
      </Fact>
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
