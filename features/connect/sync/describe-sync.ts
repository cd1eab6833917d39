import type { RunStatus } from "@millrace/engine";
import type { Sync, SyncStatus, SyncStream } from "../contract.ts";
import type { StoredSync } from "../queries/syncs.ts";
import type { StoredSyncStream } from "../queries/sync-streams.ts";

/** What the engine knows of a sync that has not ended. */
export interface SyncRun {
  status: RunStatus;
  message: string | null;
}

/** A sync as the API shows it. `nowMs` is when that is. */
export function describeSync(
  sync: StoredSync,
  streams: readonly StoredSyncStream[],
  run: SyncRun | null,
  { nowMs, budget }: { nowMs: number; budget: Sync["budget"] },
): Sync {
  const described = streams.map(describeStream);
  const sum = (of: (stream: SyncStream) => number) => described.reduce((all, stream) => all + of(stream), 0);
  const records = sum((stream) => stream.records);
  const perSecond = rateOf(sync, records, nowMs);
  const left = sync.expectedRecords === null ? null : sync.expectedRecords - records;
  return {
    id: sync.id,
    run_id: sync.runId,
    connection_id: sync.connectionId,
    connection_name: sync.connectionName,
    kind: sync.kind,
    replay_of: sync.replayOf,
    planned_at: sync.plannedAt,
    status: statusOf(sync, run),
    is_green: sync.isGreen,
    started_by: sync.startedBy,
    created_at: sync.createdAt,
    started_at: sync.startedAt,
    ended_at: sync.endedAt,
    streams: described,
    pages: sum((stream) => stream.pages),
    records,
    delivered: sum((stream) => stream.delivered),
    bad: sum((stream) => stream.bad),
    records_per_second: perSecond,
    seconds_left:
      perSecond === null || perSecond === 0 || left === null || left < 0 ? null : left / perSecond,
    budget,
    message: sync.message ?? run?.message ?? null,
  };
}

function statusOf({ outcome, startedAt }: StoredSync, run: SyncRun | null): SyncStatus {
  if (outcome !== null) return outcome;
  return run?.status ?? (startedAt === null ? "queued" : "running");
}

/** Records per second since the start, of one under way or ended; null where nothing can be said. */
function rateOf({ startedAt, endedAt }: StoredSync, records: number, nowMs: number): number | null {
  if (startedAt === null || records === 0) return null;
  const seconds = ((endedAt === null ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt)) / 1_000;
  return seconds <= 0 ? null : records / seconds;
}

function describeStream(stream: StoredSyncStream): SyncStream {
  const { tally, batch, changes, shaper } = stream.checkpoint;
  return {
    stream: stream.stream,
    target: stream.target,
    mode: stream.mode,
    status: stream.status,
    pages: stream.pages,
    records: Math.max(tally.records, stream.status === "done" ? 0 : stream.readRecords),
    delivered: tally.rows,
    unchanged: stream.mode === "change_feed" ? tally.unchanged : 0,
    bad: tally.bad,
    inserts: tally.inserts,
    updates: tally.updates,
    gone: tally.gone,
    bytes: tally.bytesWritten,
    batches: batch,
    columns: shaper.fields.map(({ name, type }) => ({ name, type })),
    changes,
  };
}
