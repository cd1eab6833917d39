import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { createLogger } from "@millrace/platform/telemetry";
import { createTestDatabase, until, type TestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import {
  openEventHub,
  pruneEvents,
  publishEvents,
  type EventHub,
  type LiveEvent,
  type Subscriber,
} from "./index.ts";

const log = createLogger({ level: "silent" });

/** A subscriber that writes down what it is told. */
class Listener implements Subscriber {
  readonly events: LiveEvent[] = [];
  resets = 0;
  place: string | null = null;
  onEvent(event: LiveEvent): void {
    if (event.type !== "outbox.opened") this.events.push(event);
  }
  onReset(): void {
    this.resets += 1;
  }
  onJoin(place: string): void {
    this.place = place;
  }
  get subjects(): string[] {
    return this.events.map((event) => event.subject ?? "");
  }
  async has(count: number): Promise<void> {
    await until(`${count} events are heard`, async () => this.events.length >= count);
  }
}

const event = (subject: number | string) => ({
  type: "thing.made",
  subject: String(subject),
  payload: { subject },
});

async function openHub(database: TestDatabase): Promise<EventHub> {
  return openEventHub({ pool: database.pool, log });
}

interface Writer {
  events: number;
  commits: boolean;
}

let published = 0;

/** Each writer's transaction on a connection of its own, one step of one of them at a time; returns what was committed. */
async function publishInterleaved(
  database: TestDatabase,
  writers: readonly Writer[],
  order: Iterable<number>,
): Promise<string[]> {
  const committed: string[] = [];
  const steps = writers.map(({ events, commits }) => {
    const subjects = Array.from({ length: events }, () => `s${(published += 1)}`);
    if (commits) committed.push(...subjects);
    return ["begin", ...subjects, commits ? "commit" : "rollback"];
  });
  const clients = await Promise.all(writers.map(() => database.pool.connect()));
  for (const pick of order) {
    const waiting = steps.flatMap((left, writer) => (left.length > 0 ? [writer] : []));
    const writer = waiting[pick % waiting.length];
    if (writer === undefined) break;
    const step = steps[writer]?.shift() ?? "";
    if (step.startsWith("s")) await publishEvents(clients[writer] ?? database.pool, [event(step)]);
    else await clients[writer]?.query(step);
  }
  for (const client of clients) client.release();
  return committed;
}

test("whatever the order in which concurrent transactions publish and commit, each event is heard once and in the order of its ids", async () => {
  await using database = await createTestDatabase();
  await using hub = await openHub(database);
  const scenario = fc.record({
    // Each writer publishes this often before it commits or rolls back.
    writers: fc.array(fc.record({ events: fc.integer({ min: 0, max: 3 }), commits: fc.boolean() }), {
      minLength: 1,
      maxLength: 5,
    }),
    order: fc.infiniteStream(fc.nat()),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ writers, order }) => {
      const live = new Listener();
      const stop = await hub.subscribe(null, live);
      const from = live.place;
      const expected = await publishInterleaved(database, writers, order);
      await live.has(expected.length);
      const replayed = new Listener();
      (await hub.subscribe(from, replayed))();
      stop();
      expect([...live.subjects].sort(byText)).toEqual([...expected].sort(byText));
      expect(replayed.subjects).toEqual(live.subjects);
    }),
    { numRuns: 40, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
  );
});

test("transaction ids are ordered as numbers when they gain a digit", async () => {
  await using database = await createTestDatabase();
  for (const xid of ["99", "100", "9"]) {
    await database.pool.query(
      "insert into millrace.events (xid, type, subject, payload) values ($1::text::xid8, 'thing.made', $1::text, '{}')",
      [xid],
    );
  }
  await using hub = await openHub(database);
  const replayed = new Listener();
  await hub.subscribe("9.3", replayed);
  expect(replayed.subjects).toEqual(["99", "100"]);
  expect(replayed.place).toBe("100.2");
});

test("an event waits for an older transaction that is still open", async () => {
  await using database = await createTestDatabase();
  await using hub = await openHub(database);
  const live = new Listener();
  await hub.subscribe(null, live);
  const slow = await database.pool.connect();
  await slow.query("begin");
  await publishEvents(slow, [event("slow")]);
  await publishEvents(database.pool, [event("quick")]);
  await delay(60);
  expect(live.subjects).toEqual([]);
  await slow.query("commit");
  slow.release();
  await live.has(2);
  expect(live.subjects).toEqual(["slow", "quick"]);
});

test("listeners that come back again and again while events pour in miss none and hear none twice", async () => {
  await using database = await createTestDatabase();
  await using hub = await openHub(database);
  const total = 500;
  const first = new Listener();
  (await hub.subscribe(null, first))();
  const whole = new Listener();
  await hub.subscribe(null, whole);
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let index = writer; index < total; index += 4) await publishEvents(database.pool, [event(index)]);
  });
  const heard: string[] = [];
  let place = first.place;
  let isLast = false;
  while (!isLast) {
    isLast = whole.events.length === total;
    const visit = new Listener();
    const stop = await hub.subscribe(place, visit);
    await delay(0);
    stop();
    heard.push(...visit.subjects);
    place = visit.events.at(-1)?.id ?? visit.place;
    expect(visit.resets).toBe(0);
  }
  await Promise.all(writers);
  expect(heard).toEqual(whole.subjects);
  expect(new Set(heard).size).toBe(total);
});

test("the reader goes on where it was after its LISTEN connection and every other one is killed", async () => {
  await using database = await createTestDatabase();
  await using hub = await openHub(database);
  const live = new Listener();
  await hub.subscribe(null, live);
  await publishEvents(database.pool, [event(1)]);
  await live.has(1);
  for (let round = 2; round <= 4; round += 1) {
    await database.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await publishEvents(database.pool, [event(round)]);
    await live.has(round);
  }
  expect(live.subjects).toEqual(["1", "2", "3", "4"]);
  await until("it listens again", async () => {
    const { rows } = await database.pool.query(
      "select count(*)::int as count from pg_stat_activity where datname = current_database() and query like 'listen %'",
    );
    return (rows[0] as { count: number }).count === 1;
  });
});

test("a place whose events were pruned is answered by a reset, a kept one by a replay", async () => {
  await using database = await createTestDatabase();
  await using hub = await openHub(database);
  const live = new Listener();
  await hub.subscribe(null, live);
  const beginning = live.place;
  for (const subject of [1, 2, 3]) await publishEvents(database.pool, [event(subject)]);
  await live.has(3);
  await database.pool.query(
    "update millrace.events set created_at = now() - interval '8 days' where subject is distinct from '3'",
  );

  expect(await pruneEvents(database.pool, 7 * 86_400_000)).toBe(2);

  const early = new Listener();
  await hub.subscribe(beginning, early);
  expect(early).toMatchObject({ resets: 1, events: [] });
  const second = new Listener();
  await hub.subscribe(live.events[1]?.id ?? "", second);
  expect(second).toMatchObject({ resets: 0 });
  expect(second.subjects).toEqual(["3"]);
  const fresh = new Listener();
  await hub.subscribe(early.place, fresh);
  expect(fresh).toMatchObject({ resets: 0, events: [] });
});

test("before anything was ever published a listener has a place it can come back to", async () => {
  await using database = await createTestDatabase();
  await using hub = await openHub(database);
  const listener = new Listener();
  (await hub.subscribe(null, listener))();
  await publishEvents(database.pool, [event("while away")]);
  const back = new Listener();
  await hub.subscribe(listener.place, back);
  await back.has(1);
  expect(back).toMatchObject({ resets: 0 });
  expect(back.subjects).toEqual(["while away"]);
});

test.each(["", "x", "1", "1.2.3", "-1.1", "99999999999999999999.1", "1.9999999999999999999", "1.1\u0000"])(
  "a place that is none of ours (%j) is answered by a reset",
  async (lastEventId) => {
    await using database = await createTestDatabase();
    await using hub = await openHub(database);
    const listener = new Listener();
    await hub.subscribe(lastEventId, listener);
    expect(listener.resets).toBe(1);
  },
);

test("events and the effects of their transaction appear together or not at all", async () => {
  await using database = await createTestDatabase();
  const client = await database.pool.connect();
  await client.query("begin");
  await publishEvents(client, [event("rolled back")]);
  await client.query("rollback");
  client.release();
  const { rows } = await database.pool.query("select 1 from millrace.events");
  expect(rows).toEqual([]);
});

function byText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
