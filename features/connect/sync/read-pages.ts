import { setTimeout as sleep } from "node:timers/promises";
import { inTransaction } from "@millrace/platform/db";
import { messageOf, Transient, TryAgainLater } from "@millrace/platform/errors";
import type { Pool, PoolClient } from "pg";
import type { ConnectorContext } from "../connectors/context.ts";
import { lastResumablePage, listPages, dropPagesAfter } from "../queries/pages.ts";
import type { ReadRequest, SourcePage } from "../sources/source.ts";
import { BoundedQueue } from "./bounded-queue.ts";
import type { PageInHand, PageLog } from "./page-log.ts";
import { waitingText } from "./waiting-text.ts";

/**
 * Pages that were fetched and are not in the log yet. Of a source that counts requests one: a crash then asks again for that
 * page and the one on its way, no more. Of others enough to write several as one segment.
 */
const unloggedPages = { counted: 1, free: 8 };
/** Rows of the log read at once. */
const rowsAtOnce = 200;
/** Faults of a source in a row before the engine takes over the waiting. */
const mostFaults = 4;
/** What a source asks to wait is waited here up to this long; for longer the run gives its place back. */
const longestWaitMs = 20_000;

export interface Reading {
  pool: Pool;
  syncStreamId: number;
  log: PageLog;
  context: ConnectorContext;
  /** Makes sure, in a transaction, that the run is still ours. */
  fence: (client: PoolClient) => Promise<void>;
  random: () => number;
  /** Pages from a place on; the signal also says that nobody reads them any more. */
  read: (request: Pick<ReadRequest, "from" | "state">, signal: AbortSignal) => AsyncIterable<SourcePage>;
  /** What the first page is asked with. */
  state: string | null;
  /** true: the source counts requests. */
  isCounted: boolean;
  /** Told of every answer that asked us to slow down. */
  onLimited: () => void;
  /** Told why nothing is read for a while. */
  onWaiting: (message: string) => void;
}

/**
 * The pages of a stream after a number: first those of the log, then, while the source has more, new ones, each durable
 * before it is given. What was fetched is not fetched again; only what lies behind the last resumable page is.
 */
export async function* readPages(reading: Reading, after: number): AsyncGenerator<PageInHand> {
  const { pool, syncStreamId } = reading;
  const last = await inTransaction(pool, async (client) => {
    // A worker that was taken over has no say any more in what the log holds.
    await reading.fence(client);
    const found = await lastResumablePage(client, syncStreamId);
    await dropPagesAfter(client, syncStreamId, found?.number ?? 0);
    return found;
  });
  yield* loggedPages(reading, after, last?.number ?? 0);
  if (last !== null && last.next === null) return;
  yield* livePages(reading, last?.next ?? null);
}

/** The pages of the log alone, as a replay has them. */
export async function* loggedPages(
  { pool, syncStreamId }: Pick<Reading, "pool" | "syncStreamId">,
  after: number,
  until: number,
): AsyncGenerator<PageInHand> {
  for (let from = after; from < until;) {
    const pages = await listPages(pool, syncStreamId, from, rowsAtOnce);
    for (const page of pages) if (page.number <= until) yield { page, body: null };
    const lastOfThem = pages.at(-1);
    if (lastOfThem === undefined) return;
    from = lastOfThem.number;
  }
}

async function* livePages(reading: Reading, from: string | null): AsyncGenerator<PageInHand> {
  const fetched = new BoundedQueue<{ page: SourcePage; fetchedAtMs: number }>(
    reading.isCounted ? unloggedPages.counted : unloggedPages.free,
  );
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, reading.context.signal]);
  const fetching = fetchInto(fetched, reading, from, signal);
  try {
    let held: PageInHand[] = [];
    for (let pages = await fetched.takeAll(); pages !== null; pages = await fetched.takeAll()) {
      held.push(...(await reading.log.append(pages)));
      fetched.release(pages.length);
      const releasable = held.findLastIndex(({ page }) => page.isResumable || page.next === null) + 1;
      yield* held.slice(0, releasable);
      // What can't be released yet may be much: its bytes are in the log.
      held = held.slice(releasable).map(({ page }) => ({ page, body: null }));
    }
    yield* held;
  } finally {
    stop.abort(new TryAgainLater("The reading was given up.", { afterMs: 0 }));
    fetched.end();
    await fetching;
  }
}

/** Never rejects: the queue hands what went wrong to whoever takes from it. */
async function fetchInto(
  queue: BoundedQueue<{ page: SourcePage; fetchedAtMs: number }>,
  reading: Reading,
  from: string | null,
  signal: AbortSignal,
): Promise<void> {
  const progress: Place = { from, isGoingOn: true, faults: 0 };
  for (;;) {
    try {
      await fetchOn(queue, reading, progress, signal);
      return;
    } catch (error) {
      progress.faults += 1;
      // Behind a page that can't be gone on from, only the engine's next try can begin again: it drops what was logged since.
      const waitMs = signal.aborted || !progress.isGoingOn ? null : waitFor(error, progress.faults, reading);
      if (waitMs === null) {
        queue.end({ error });
        return;
      }
      reading.onWaiting(waitingText("source", error, waitMs));
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Where the source is asked next. */
interface Place {
  from: string | null;
  /** true: nothing lies between that and the newest page. */
  isGoingOn: boolean;
  /** In a row. */
  faults: number;
}

async function fetchOn(
  queue: BoundedQueue<{ page: SourcePage; fetchedAtMs: number }>,
  reading: Reading,
  progress: Place,
  signal: AbortSignal,
): Promise<void> {
  for await (const page of reading.read({ from: progress.from, state: reading.state }, signal)) {
    signal.throwIfAborted();
    if (!(await queue.put({ page, fetchedAtMs: reading.context.now() }))) return;
    progress.faults = 0;
    progress.isGoingOn = page.isResumable && page.next !== null;
    if (progress.isGoingOn) progress.from = page.next;
    if (page.next === null) break;
  }
  queue.end();
}

/** How long to wait before the source is asked again from the last place, ms; null: not here. */
function waitFor(error: unknown, faults: number, { context, random, onLimited }: Reading): number | null {
  if (error instanceof TryAgainLater) {
    // Waiting for our own budget's next permit is no answer of the source.
    if (error.facts["status"] === 429) onLimited();
    return error.afterMs <= longestWaitMs ? error.afterMs : null;
  }
  if (!(error instanceof Transient) || faults > mostFaults) return null;
  context.log.info({ reason: messageOf(error), faults }, "the source failed and is asked again");
  return random() * Math.min(30_000, 500 * 2 ** faults);
}
