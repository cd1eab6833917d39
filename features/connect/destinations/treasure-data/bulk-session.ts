import { Broken, NeedsAttention, Transient } from "@millrace/platform/errors";
import type { ShownSession, TreasureDataApi } from "./api.ts";
import { batchOfPart } from "./names.ts";
import { growingWait } from "./wait.ts";

/** One bulk-import session at Treasure Data. Nothing is kept here: what is next is read off the session itself. */
export interface SessionAtVendor {
  name: string;
  api: TreasureDataApi;
}

/** Job states before an end (td-client-ruby). */
const unfinishedJob: ReadonlySet<string> = new Set(["queued", "booting", "running"]);

type Move = "freeze" | "perform" | "commit";

/** What one call has done so far: every move at most once. */
interface Made {
  /** With the vendor's reason where it was refused. */
  moves: Map<Move, string | null>;
  /** The job the session named before it was performed: its end says nothing of ours. */
  jobBefore: string | null;
}

/**
 * Moves a session on until it is committed, from wherever it stands (uploading → frozen → performing → ready → committing →
 * committed), and returns how it is shown then. An answer that was lost does not matter: the session shows whether it moved.
 *
 * Throws `NeedsAttention` when the session is gone or can't move; `Transient` when its job failed (the next call performs
 * again), when parts are missing or were taken twice (open the delivery again and send what it does not hold);
 * `TryAgainLater` when it takes long.
 */
export async function commitSession(
  at: SessionAtVendor,
  total: { batches: number; rows: number },
  signal: AbortSignal,
): Promise<ShownSession> {
  const made: Made = { moves: new Map(), jobBefore: null };
  const wait = growingWait();
  for (;;) {
    const shown = await at.api.showSession(at.name, signal);
    if (shown === null) throw goneSession(at.name);
    if (shown.status === "committed") return shown;
    const move = await nextMove(at, shown, made, signal);
    if (move === null) {
      await wait.next(`The bulk import session ${at.name} is ${shown.shownStatus} for long.`, signal);
      continue;
    }
    if (move === "freeze") await requireParts(at, total.batches, signal);
    if (move === "commit") await requireNoMoreThan(total.rows, shown, at, signal);
    if (move === "perform") made.jobBefore = shown.jobId;
    const moved = await at.api.moveSession(at.name, move, signal);
    made.moves.set(move, moved === "done" ? null : moved.refused);
  }
}

/** Deletes a session whatever state it is in; rows that were committed stay. One that is not there is deleted. */
export async function removeSession(at: SessionAtVendor, signal: AbortSignal): Promise<void> {
  const { name, api } = at;
  const wait = growingWait();
  for (;;) {
    const shown = await api.showSession(name, signal);
    if (shown === null) return;
    if (shown.status === "performing" || shown.status === "committing") {
      if (shown.status === "performing" && shown.jobId !== null) await api.killJob(shown.jobId, signal);
      await wait.next(
        `The bulk import session ${name} is ${shown.shownStatus} and can't be deleted yet.`,
        signal,
      );
    } else return deleteStill(at, shown, signal);
  }
}

/** Deletes a session on which nothing is under way, unfrozen where that is needed. */
async function deleteStill(
  { name, api }: SessionAtVendor,
  shown: ShownSession,
  signal: AbortSignal,
): Promise<void> {
  const deleted = await api.deleteSession(name, signal);
  if (deleted === "done") return;
  if (!shown.isFrozen) throw refusedMove(name, "delete", deleted.refused);
  await api.moveSession(name, "unfreeze", signal);
  const deletedNow = await api.deleteSession(name, signal);
  if (deletedNow !== "done") throw refusedMove(name, "delete", deletedNow.refused);
}

/** Deletes a session whose rows are committed and counted. Throws `Broken` for any other: its rows would be lost. */
export async function removeCommitted(at: SessionAtVendor, signal: AbortSignal): Promise<void> {
  const shown = await at.api.showSession(at.name, signal);
  if (shown === null) return;
  if (shown.status !== "committed")
    throw new Broken(`The bulk import session ${at.name} is ${shown.shownStatus}, so it is not deleted.`, {
      facts: { session: at.name, status: shown.shownStatus },
    });
  await removeSession(at, signal);
}

/** Null: there is nothing to do but wait. */
async function nextMove(
  at: SessionAtVendor,
  shown: ShownSession,
  made: Made,
  signal: AbortSignal,
): Promise<Move | null> {
  const move = moveFrom(shown, at.name);
  if (move === null) return null;
  const refused = made.moves.get(move);
  if (typeof refused === "string") throw refusedMove(at.name, move, refused);
  if (move === "perform" && (await isJobUnderWay(at, shown, made, signal))) return null;
  return made.moves.has(move) ? null : move;
}

/**
 * About the job that a session names while it is not shown as performing: it has not begun, or it has ended. Throws `Transient`
 * when it is this call's own and failed; an earlier one that failed is a reason to perform again.
 */
async function isJobUnderWay(
  { name, api }: SessionAtVendor,
  shown: ShownSession,
  made: Made,
  signal: AbortSignal,
): Promise<boolean> {
  if (shown.jobId === null) return false;
  const status = await api.jobStatus(shown.jobId, signal);
  const isOurs = made.moves.has("perform") && shown.jobId !== made.jobBefore;
  if (isOurs && (status === "error" || status === "killed"))
    throw new Transient(
      `The job ${shown.jobId} of the bulk import session ${name} ended with ${status}. It is performed again; if this stays, look at the job in Treasure Data's console.`,
      { facts: { session: name, job_id: shown.jobId, status } },
    );
  return status !== null && unfinishedJob.has(status);
}

function moveFrom(shown: ShownSession, name: string): Move | null {
  switch (shown.status) {
    case "uploading":
      return shown.isFrozen ? "perform" : "freeze";
    case "ready":
      return "commit";
    case "performing":
    case "committing":
    case "committed":
      return null;
    case "unknown":
      throw new NeedsAttention(
        `The bulk import session ${name} is in the state "${shown.shownStatus}", which is not known here. Look at it in Treasure Data's console.`,
        { facts: { session: name, status: shown.shownStatus } },
      );
  }
}

/** A session that lacks a part would be committed without its rows. */
async function requireParts(
  { name, api }: SessionAtVendor,
  batches: number,
  signal: AbortSignal,
): Promise<void> {
  const listed = new Set((await api.listParts(name, signal)).map(batchOfPart));
  const missing = Array.from({ length: batches }, (_, index) => index + 1).filter(
    (batch) => !listed.has(batch),
  );
  if (missing.length === 0) return;
  throw new Transient(
    `The bulk import session ${name} lacks ${missing.length} of ${batches} parts (the first is ${missing[0]}). What is missing is sent again.`,
    { facts: { session: name, missing_parts: missing.length } },
  );
}

/**
 * An upload that was cut off from its answer may have ended after somebody looked for its part, and where a second one does not
 * replace the first, rows are there twice. Nothing is committed yet: the session goes, and everything is sent again.
 */
async function requireNoMoreThan(
  rows: number,
  shown: ShownSession,
  at: SessionAtVendor,
  signal: AbortSignal,
): Promise<void> {
  const counted = (shown.validRecords ?? 0) + (shown.errorRecords ?? 0);
  if (counted <= rows) return;
  await removeSession(at, signal);
  throw new Transient(
    `The bulk import session ${at.name} held ${counted} rows where ${rows} were sent, so a part was taken twice. Nothing was committed; the session was deleted and everything is sent again.`,
    { facts: { session: at.name, rows_sent: rows, rows_counted: counted } },
  );
}

const goneSession = (name: string): NeedsAttention =>
  new NeedsAttention(
    `The bulk import session ${name} is gone: somebody deleted it, or it expired (after 30 days). See in Treasure Data whether its rows are in the table; if not, start the sync again.`,
    { facts: { session: name } },
  );

const refusedMove = (name: string, move: string, reason: string): NeedsAttention =>
  new NeedsAttention(
    `Treasure Data refused to ${move} the bulk import session ${name}: ${reason}. Look at the session in its console.`,
    { facts: { session: name, move } },
  );
