import type { Pool } from "pg";
import { UserFacingError } from "@millrace/platform/errors";
import type { Progress, RunError, RunStatus, RunSummary } from "../run.ts";

export interface RunFilter {
  workflow?: string;
  status?: RunStatus;
  parentRunId?: string;
  runId?: string;
  limit: number;
  cursor?: string;
}

interface Row {
  run_id: string;
  workflow: string;
  status: RunStatus;
  queue: string | null;
  parent_run_id: string | null;
  created_at_ms: number;
  started_at_ms: number | null;
  ended_at_ms: number | null;
  progress: { done: number; total: number | null; unit: string; message: string | null } | null;
  failure: RunError | null;
}

/** DBOS's statuses behind each of ours; `paused` and `failed` are told apart by why the run ended. */
const dbosStatuses: Record<RunStatus, readonly string[]> = {
  queued: ["ENQUEUED", "DELAYED"],
  running: ["PENDING"],
  succeeded: ["SUCCESS"],
  failed: ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
  paused: ["ERROR"],
  cancelled: ["CANCELLED"],
};

/** Newest first, by keyset. Reads DBOS's table directly: its own list has no keyset and parses every payload. */
export async function listRuns(
  pool: Pool,
  filter: RunFilter,
): Promise<{ items: RunSummary[]; nextCursor: string | null }> {
  const { rows } = await pool.query<Row>(
    `select w.workflow_uuid as run_id, w.name as workflow, engine.run_status(w.status, w.workflow_uuid) as status,
            split_part(w.queue_name, '/', 1) as queue, w.parent_workflow_id as parent_run_id,
            w.created_at::float8 as created_at_ms, w.started_at_epoch_ms::float8 as started_at_ms, w.completed_at::float8 as ended_at_ms,
            (select to_jsonb(p) from (select done, total, unit, message from engine.run_progress where run_id = w.workflow_uuid) p) as progress,
            case when w.status = 'ERROR' then
              (select jsonb_build_object('name', f.name, 'message', f.message, 'rung', f.rung) from engine.run_failure f where f.run_id = w.workflow_uuid)
            end as failure
     from dbos.workflow_status w
     where ($1::text is null or w.name = $1)
       and ($2::text[] is null or w.status = any($2))
       and ($3::text is null or engine.run_status(w.status, w.workflow_uuid) = $3)
       and ($4::text is null or w.parent_workflow_id = $4)
       and ($5::text is null or w.workflow_uuid = $5)
       and ($6::bigint is null or (w.created_at, w.workflow_uuid) < ($6, $7))
     order by w.created_at desc, w.workflow_uuid desc
     limit $8`,
    parametersOf(filter),
  );
  const items = rows.slice(0, filter.limit).map(toSummary);
  const last = rows.length > filter.limit ? rows[filter.limit - 1] : undefined;
  return { items, nextCursor: last === undefined ? null : cursorOf(last) };
}

/** $1 … $8 of the statement; null means "any". */
function parametersOf(filter: RunFilter): unknown[] {
  const { workflow = null, status = null, parentRunId = null, runId = null, limit } = filter;
  const cursor = filter.cursor === undefined ? null : parseCursor(filter.cursor);
  return [
    workflow,
    status === null ? null : dbosStatuses[status],
    status,
    parentRunId,
    runId,
    cursor === null ? null : cursor.createdAtMs,
    cursor === null ? null : cursor.runId,
    limit + 1,
  ];
}

function toSummary(row: Row): RunSummary {
  return {
    runId: row.run_id,
    workflow: row.workflow,
    status: row.status,
    queue: row.queue,
    parentRunId: row.parent_run_id,
    createdAt: new Date(row.created_at_ms).toISOString(),
    startedAt: toIso(row.started_at_ms),
    endedAt: toIso(row.ended_at_ms),
    progress: toProgress(row.progress),
    error: row.failure ?? (row.status === "failed" ? givenUp : null),
  };
}

const givenUp: RunError = {
  name: "Broken",
  rung: "broken",
  message: "The run was ended by the engine; its detail says why.",
};

function toIso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function toProgress(row: Row["progress"]): Progress | null {
  if (row === null) return null;
  return {
    done: row.done,
    of: row.total,
    unit: row.unit,
    ...(row.message === null ? {} : { message: row.message }),
  };
}

function cursorOf(row: Row): string {
  return Buffer.from(`${row.created_at_ms}:${row.run_id}`).toString("base64url");
}

function parseCursor(cursor: string): { createdAtMs: number; runId: string } {
  const match = /^(\d{1,15}):([\x21-\x7e]{1,300})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (match === null)
    throw new UserFacingError(
      "invalid_cursor",
      "This page cursor is not one of ours: start again from the first page.",
    );
  return { createdAtMs: Number(match[1]), runId: match[2] ?? "" };
}
