import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Pool } from "pg";
import { isServerAway } from "@millrace/platform/db";
import { messageOf, UserFacingError } from "@millrace/platform/errors";
import { readKnownRun } from "./known-run.ts";
import type {
  DeadLetter,
  DeadLetterDetail,
  DeadLetterKind,
  DeadLetters,
  Paged,
  RetriedAlike,
} from "./operations.ts";
import {
  beginKindWalk,
  countDeadLetters,
  deadStatuses,
  discardDeadLetter,
  isDiscarded,
  listDeadLetterKinds,
  listDeadLetters,
  nextOfKind,
  readCauses,
  readDeadLetter,
  type DeadLetterFilter,
} from "./queries/dead-letters.ts";
import { readAttempts } from "./queries/read-attempts.ts";
import { resumeRun } from "./resume-run.ts";

/** Read at once when all of a kind are retried: memory stays the same however many there are. */
const walkBatch = 200;
/** Retried at once: enough to hide the round trips, few enough to leave the pool to others. */
const retriesAtOnce = 8;

/** Runs a function outside any workflow's context. */
type Outside = <T>(run: () => T) => T;

interface Parts {
  pool: Pool;
  outside: Outside;
  /** Retried runs go on as this version: whoever retries has mended something. */
  version: string;
  /** Somebody changed something: whoever lists runs looks. */
  ring: () => void;
}

/** Dead letters over the engine's failures and DBOS's statuses. */
export class DurableDeadLetters implements DeadLetters {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  list(filter: DeadLetterFilter): Promise<Paged<DeadLetter>> {
    return listDeadLetters(this.#parts.pool, filter);
  }

  kinds(): Promise<DeadLetterKind[]> {
    return listDeadLetterKinds(this.#parts.pool);
  }

  countByWorkflow(): Promise<Map<string, number>> {
    return countDeadLetters(this.#parts.pool);
  }

  async get(runId: string): Promise<DeadLetterDetail | null> {
    const { pool, outside } = this.#parts;
    const [letter, run] = await Promise.all([
      readDeadLetter(pool, runId),
      outside(() => DBOS.getWorkflowStatus(runId)),
    ]);
    if (letter === null || run === null) return null;
    return { ...letter, payload: run.input?.[0] ?? null, history: await readHistory(pool, runId) };
  }

  async retry(runId: string): Promise<void> {
    await this.#retryOne(runId);
    this.#parts.ring();
  }

  async retryAlike(kind: string): Promise<RetriedAlike> {
    const { pool, ring } = this.#parts;
    const result: RetriedAlike = { retried: 0, refused: 0, reason: null };
    let walk = await beginKindWalk(pool, kind);
    for (;;) {
      const next = await nextOfKind(pool, walk, walkBatch);
      if (next.runIds.length === 0) break;
      walk = next.walk;
      const outcomes = await inParallel(next.runIds, retriesAtOnce, (runId) => this.#retryOne(runId));
      for (const outcome of outcomes) {
        if (outcome === true) result.retried += 1;
        if (typeof outcome === "boolean") continue;
        result.refused += 1;
        result.reason ??= outcome.reason;
      }
      ring();
    }
    return result;
  }

  async discard(runId: string, reason: string): Promise<void> {
    const { pool, outside } = this.#parts;
    const run = await outside(() => readKnownRun(runId));
    const discarded = await discardDeadLetter(pool, runId, reason);
    if (discarded > 0 || (await isDiscarded(pool, runId))) return;
    throw new UserFacingError(
      "not_a_dead_letter",
      `Run ${runId} is no dead letter (${run.status.toLowerCase()}), so there is nothing to discard.`,
    );
  }

  /** true when this call sent it back to work; false when somebody else had, or it is no dead letter. */
  async #retryOne(runId: string): Promise<boolean> {
    const { pool, outside, version } = this.#parts;
    return outside(async () => {
      const before = await readKnownRun(runId);
      if (!deadStatuses.includes(before.status)) return false;
      try {
        return await resumeRun(pool, runId, version);
      } catch (error) {
        const after = await readKnownRun(runId);
        // Two retries at once: one of them moves the run, the other finds it moved.
        if (deadStatuses.includes(after.status)) throw error;
        return false;
      }
    });
  }
}

/** Every failed try of the run and of the children it died of, oldest first. */
async function readHistory(pool: Pool, runId: string): Promise<DeadLetterDetail["history"]> {
  const history: DeadLetterDetail["history"] = [];
  for (const member of await readCauses(pool, runId)) {
    for (const [step, tries] of await readAttempts(pool, member))
      history.push(...tries.map((attempt) => ({ ...attempt, runId: member, step })));
  }
  return history.toSorted((one, other) => one.startedAt.localeCompare(other.startedAt));
}

/** The outcome of each, or why it has none, in order; `width` at a time. Throws when it is the database that is away. */
async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  run: (item: T) => Promise<R>,
): Promise<(R | { reason: string })[]> {
  const outcomes: (R | { reason: string })[] = [];
  for (let first = 0; first < items.length; first += width) {
    const settled = await Promise.allSettled(items.slice(first, first + width).map(run));
    for (const outcome of settled) {
      if (outcome.status === "fulfilled") outcomes.push(outcome.value);
      else if (isServerAway(outcome.reason)) throw outcome.reason;
      else outcomes.push({ reason: messageOf(outcome.reason) });
    }
  }
  return outcomes;
}
