import type { Session, SessionStatus, WorkerActivity } from "../contract.ts";
import { addTallies, emptyTally, type SessionTally } from "./session-tally.ts";

/** A session as stored; its status while it runs is the engine's to say. */
export interface StoredSession extends Pick<
  Session,
  | "id"
  | "workspace"
  | "provider"
  | "selection"
  | "workers"
  | "priority"
  | "remeasure_after_hours"
  | "metrics"
  | "started_by"
  | "created_at"
  | "started_at"
  | "ended_at"
  | "message"
  | "fresh"
> {
  outcome: "succeeded" | "failed" | "cancelled" | "paused" | null;
  left: number;
  seats: (WorkerActivity & { tally: SessionTally })[];
  /** Websites done in the last minutes, and how long ago the first of them was, s. */
  recent: { count: number; since_s: number | null };
  /** Seconds between its start and its end, or now. */
  lasted_s: number | null;
  /** Why its provider is left alone at this moment. */
  closed: string | null;
}

/** What the engine says of a session's run. */
export interface SessionRun {
  status: SessionStatus;
  endedAt: string | null;
  message: string | null;
}

/** A session as the API shows it. `run` is null when the engine keeps no record of it (any more, or yet). */
export function describeSession(stored: StoredSession, run: SessionRun | null): Session {
  const { outcome: _outcome, seats, recent, lasted_s: lasted, closed: _closed, left, ...kept } = stored;
  const { status, endedAt, message } = endOf(stored, run);
  const tally = seats.map((seat) => seat.tally).reduce(addTallies, emptyTally());
  const done = Object.values(tally.outcomes).reduce((sum, count) => sum + count, 0);
  const perMinute = rateOf(status, { done, recent, lasted });
  return {
    ...kept,
    status,
    ended_at: endedAt,
    message,
    total: done + left,
    done,
    left,
    by_outcome: tally.outcomes,
    per_minute: perMinute,
    seconds_left: status === "running" ? secondsLeft(left, perMinute) : null,
    activity: seats.map(({ tally: _tally, ...activity }) => activityOf(activity, status)),
    api: tally.api,
    dom: tally.dom,
    obtained: tally.obtained,
    expected: tally.expected,
    missing: missingOf(tally),
    extractor_faults: tally.faults,
  };
}

/** A session that succeeded says so; any other is what its run is, or was when the run was pruned. */
function endOf({ outcome, ended_at: endedAt, message }: StoredSession, run: SessionRun | null): SessionRun {
  if (outcome !== null && (run === null || outcome === "succeeded"))
    return { status: outcome, endedAt, message };
  if (run === null) return { status: "queued", endedAt: null, message: null };
  return { ...run, message: run.message === null ? null : run.message.replace(ofItsWorkers, "") };
}

/** How the engine introduces the failure of a worker, which says nothing to whoever looks at the session. */
const ofItsWorkers = /^In group "workers" of \d+, (?:\d+ children failed, first .*?\): |.*? failed: )/u;

function secondsLeft(left: number, perMinute: number | null): number | null {
  return perMinute === null || perMinute === 0 ? null : Math.round((left / perMinute) * 60);
}

/** While it runs: over the last minutes, counted from the first that was done in them. Afterwards: over its whole time. */
function rateOf(
  status: SessionStatus,
  { done, recent, lasted }: { done: number; recent: StoredSession["recent"]; lasted: number | null },
): number | null {
  if (status !== "running") return perMinuteOf(done, lasted);
  if (recent.count > 1) return perMinuteOf(recent.count - 1, recent.since_s);
  return done === 1 ? perMinuteOf(done, lasted) : null;
}

function perMinuteOf(count: number, seconds: number | null): number | null {
  if (count === 0 || seconds === null || seconds <= 0) return null;
  return Math.round((count / seconds) * 600) / 10;
}

/** A worker that was stopped could not say so itself. */
function activityOf(activity: WorkerActivity, status: SessionStatus): WorkerActivity {
  if (status === "running" || activity.state === "finished") return activity;
  if (status === "paused") return { ...activity, state: "waiting", domain: null, doing: "paused" };
  if (status === "queued") return { ...activity, state: "starting", domain: null, doing: null };
  return { ...activity, state: "finished", domain: null, doing: null };
}

function missingOf({ missing }: SessionTally): Session["missing"] {
  return Object.entries(missing)
    .flatMap(([metric, reasons]) =>
      (Object.entries(reasons) as [Session["missing"][number]["reason"], number][]).map(
        ([reason, count]) => ({
          metric,
          reason,
          count,
        }),
      ),
    )
    .toSorted((a, b) => b.count - a.count || a.metric.localeCompare(b.metric));
}
