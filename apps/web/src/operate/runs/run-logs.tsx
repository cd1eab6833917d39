import { useQuery, type QueryClient } from "@tanstack/react-query";
import type { RunDetail, RunLogLine } from "@millrace/server/contract";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat, type Formatters } from "../../shared/i18n/format.ts";
import { Checkbox } from "../../shared/ui/field.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { operateApi } from "../api.ts";
import { useNames } from "../parts/names.ts";

const linesPerPage = 200;
const followMs = 2000;

interface LogPage {
  cursor: string | null;
  lines: readonly RunLogLine[];
}

const logKey = (runId: string) => ["runs", "logs", runId] as const;

/** What a run wrote: pages that were full stay as they are, the last one is read again. */
async function readOn(client: QueryClient, runId: string, signal: AbortSignal): Promise<LogPage[]> {
  const before = client.getQueryData<LogPage[]>(logKey(runId)) ?? [];
  const pages = before.slice(0, -1);
  let cursor: string | null = before.at(-1)?.cursor ?? null;
  do {
    const page: { items: RunLogLine[]; next_cursor: string | null } = await operateApi.runs.logs(
      runId,
      { limit: linesPerPage, cursor },
      signal,
    );
    pages.push({ cursor, lines: page.items });
    cursor = page.next_cursor;
  } while (cursor !== null);
  return pages;
}

/** The log of one run, followed while it goes on. */
export function RunLogs({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const isGoingOn = run.status === "running" || run.status === "queued";
  const [isFollowing, setFollowing] = useState(true);
  return (
    <Panel
      title={t("runs.logs")}
      className="overflow-hidden"
      actions={
        isGoingOn && (
          <label className="flex items-center gap-2 text-xs text-muted">
            <Checkbox checked={isFollowing} onChange={(event) => setFollowing(event.target.checked)} />
            {t("runs.follow")}
          </label>
        )
      }
    >
      <Written run={run} isFollowing={isGoingOn && isFollowing} />
    </Panel>
  );
}

function Written({ run, isFollowing }: { run: RunDetail; isFollowing: boolean }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: logKey(run.run_id),
    queryFn: ({ client, signal }) => readOn(client, run.run_id, signal),
    refetchInterval: isFollowing ? followMs : false,
  });
  if (query.data === undefined) return <QueryState query={query} rows={2} />;
  const lines = query.data.flatMap((page) => page.lines);
  if (lines.length === 0) return <p className="px-4 py-3 text-ui text-faint">{t("runs.noLogs")}</p>;
  return <LogLines lines={lines} workflow={run.workflow} isFollowing={isFollowing} />;
}

function LogLines({
  lines,
  workflow,
  isFollowing,
}: {
  lines: readonly RunLogLine[];
  workflow: string;
  isFollowing: boolean;
}) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isFollowing) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [isFollowing, lines.length]);
  return (
    <div
      ref={box}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label={t("runs.logs")}
      className="max-h-96 overflow-auto py-2 font-mono text-xs leading-relaxed"
    >
      {lines.map((line, index) => (
        <LogLine key={`${line.at}${index}`} line={line} workflow={workflow} />
      ))}
    </div>
  );
}

/** Instants are logged as milliseconds under names that end in "AtMs". */
function factText(name: string, value: unknown, format: Formatters): string {
  if (name.endsWith("AtMs") && typeof value === "number") return format.time(new Date(value).toISOString());
  return typeof value === "string" ? value : JSON.stringify(value);
}

const levelLooks: Record<RunLogLine["level"], string> = {
  debug: "text-faint",
  info: "text-muted",
  warn: "text-warn",
  error: "text-bad",
};

function LogLine({ line, workflow }: { line: RunLogLine; workflow: string }) {
  const format = useFormat();
  const names = useNames();
  const facts = Object.entries(line.facts);
  return (
    <p className="flex flex-wrap gap-x-3 px-4 py-0.5 hover:bg-hover sm:flex-nowrap">
      <time dateTime={line.at} title={format.dateTime(line.at)} className="shrink-0 text-faint tabular-nums">
        {format.time(line.at)}
      </time>
      <span className={cn("w-10 shrink-0", levelLooks[line.level])}>{line.level}</span>
      <span className="min-w-0 break-words">
        {line.step !== null && (
          <span className="text-faint" title={line.step}>
            {names.step(workflow, line.step)} ·{" "}
          </span>
        )}
        {line.message}
        {facts.map(([name, value]) => (
          <span key={name} className="ml-2 text-faint">
            {name}=<span className="text-muted">{factText(name, value, format)}</span>
          </span>
        ))}
      </span>
    </p>
  );
}
