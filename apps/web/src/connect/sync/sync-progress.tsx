import type { Sync } from "@millrace/connect/contract";
import { Link } from "@tanstack/react-router";
import { BadgeCheck, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Figure, Figures } from "../../operate/parts/figures.tsx";
import { Duration } from "../../operate/runs/duration.tsx";
import { useTicking } from "../../operate/parts/use-ticking.ts";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button, buttonLook } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { ProgressBar } from "../../shared/ui/progress-bar.tsx";
import { VerdictBadge } from "../parts/verdict-badge.tsx";
import { hasEnded, isUnderWay } from "../words.ts";
import { RatePanel } from "./rate-panel.tsx";
import { SchemaChanges } from "./schema-changes.tsx";
import { StreamTable } from "./stream-table.tsx";

/** How far it is: figures, budget, each stream, and what had to change of the schema. */
export function SyncProgress({
  sync,
  onCertificate,
}: {
  sync: Sync;
  /** Shows the certificate; null while there is none. */
  onCertificate: (() => void) | null;
}) {
  const { t } = useTranslation();
  const changes = sync.streams.flatMap((stream) =>
    stream.changes.map((change) => ({ ...change, stream: stream.stream })),
  );
  return (
    <div className="grid gap-4">
      <Panel className="overflow-hidden">
        <Head sync={sync} onCertificate={onCertificate} />
        <Trouble sync={sync} />
        <Numbers sync={sync} />
      </Panel>
      <StreamTable sync={sync} />
      {sync.kind !== "replay" && <RatePanel sync={sync} />}
      {changes.length > 0 && (
        <Panel title={t("connect.changes.title")} className="overflow-hidden">
          <SchemaChanges changes={changes} />
        </Panel>
      )}
    </div>
  );
}

function Head({ sync, onCertificate }: { sync: Sync; onCertificate: (() => void) | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="px-4 pt-3.5 pb-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <VerdictBadge status={sync.status} isGreen={sync.is_green} />
        <span className="text-sm font-semibold tabular-nums">
          {t("connect.records", { count: sync.records, number: format.number(sync.records) })}
        </span>
        {isUnderWay(sync) && sync.seconds_left !== null && (
          <span className="text-ui text-muted">
            {t("connect.left", { duration: format.duration(Math.ceil(sync.seconds_left) * 1000) })}
          </span>
        )}
        <span className="flex-1" />
        {onCertificate !== null && (
          <Button size="small" onClick={onCertificate}>
            <BadgeCheck aria-hidden />
            {t("connect.openCertificate")}
          </Button>
        )}
      </div>
      {isUnderWay(sync) && <RunningBar sync={sync} />}
    </div>
  );
}

/** Against the time that is left, where that can be told: a source rarely says how many records it has. */
function RunningBar({ sync: { started_at: startedAt, seconds_left: left } }: { sync: Sync }) {
  const { t } = useTranslation();
  const nowMs = useTicking(startedAt !== null && left !== null);
  const passed = startedAt === null ? 0 : Math.max(0, (nowMs - Date.parse(startedAt)) / 1000);
  return (
    <ProgressBar
      label={t("connect.progress")}
      done={Math.round(passed)}
      of={startedAt === null || left === null ? null : Math.max(1, Math.round(passed + left))}
      className="mt-2.5 h-2"
    />
  );
}

/** Why it is paused, waiting or failed, and what to do about it. */
function Trouble({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  if (sync.message === null) return null;
  const isStopped = sync.status === "paused" || sync.status === "failed";
  return (
    <div
      role="note"
      className={cn(
        "flex flex-wrap items-start gap-x-3 gap-y-2 border-t border-line px-4 py-3 text-ui",
        sync.status === "failed" ? "bg-bad-soft" : "bg-warn-soft",
      )}
    >
      <TriangleAlert
        aria-hidden
        className={cn("mt-0.5 size-4 shrink-0", sync.status === "failed" ? "text-bad" : "text-warn")}
      />
      <div className="min-w-0 flex-1 basis-64">
        <p className="text-pretty break-words whitespace-pre-line">{sync.message}</p>
        {isStopped && (
          <p className="mt-1 text-xs text-pretty text-muted">
            {t(sync.status === "paused" ? "connect.advice.paused" : "connect.advice.failed")}
          </p>
        )}
      </div>
      {isStopped && (
        <Link
          to="/connect/$connectionId/edit"
          params={{ connectionId: sync.connection_id }}
          className={buttonLook({ size: "small" })}
        >
          {t("connect.editConnection")}
        </Link>
      )}
    </div>
  );
}

function Numbers({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Figures className="rounded-none border-0 border-t sm:grid-cols-3 lg:grid-cols-6">
      <Figure name={t("connect.column.pages")} value={format.number(sync.pages)} />
      <Figure name={t("connect.column.records")} value={format.number(sync.records)} />
      <Figure name={t("connect.column.delivered")} value={format.number(sync.delivered)} />
      <Figure
        name={t("connect.column.bad")}
        value={format.number(sync.bad)}
        tone={sync.bad > 0 ? "warn" : undefined}
      />
      <Figure
        name={t("connect.perSecond")}
        value={unknownOr(sync.records_per_second, (rate) => format.number(Math.round(rate)))}
      />
      <Figure
        name={t("connect.took")}
        value={<Duration startedAt={sync.started_at} endedAt={sync.ended_at} isRunning={!hasEnded(sync)} />}
      />
    </Figures>
  );
}

const unknownOr = (value: number | null, write: (value: number) => string): ReactNode =>
  value === null ? "–" : write(value);
