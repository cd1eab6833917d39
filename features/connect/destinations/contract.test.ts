import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { describeSettings } from "../connectors/settings.ts";
import type { Value } from "../values/value.ts";
import type { Batch, Delivery, DeliveryJob, Destination, WriteMode } from "./destination.ts";
import { destinationRegistry } from "./registry.generated.ts";
import { fingerprints, rowsOf } from "./testing/compare-rows.ts";
import { deliver, jobOf, openDelivery, totalOf, type DeliverOptions } from "./testing/deliver.ts";
import type { DestinationRig } from "./testing/rig.ts";
import { destinationRigs } from "./testing/rigs.generated.ts";
import { everyColumn, everyValue, growingBatches, numberedBatches } from "./testing/sample-batches.ts";
import { openTestContext, type TestContext } from "./testing/test-context.ts";

const rigs: Readonly<Record<string, () => Promise<DestinationRig>>> = destinationRigs;
const members = Object.entries<Destination>(destinationRegistry).flatMap(([id, destination]) => {
  const openRig = rigs[id];
  return openRig === undefined ? [] : [{ id, destination, openRig }];
});

test("every destination has a rig to be tested with", () => {
  expect(Object.keys(destinationRegistry).filter((id) => rigs[id] === undefined)).toEqual([]);
});

describe.each(members)("$id keeps the contract of a destination", ({ id, destination, openRig }) => {
  const { modes, guarantee } = destination;
  let rig: DestinationRig;
  let testContext: TestContext;
  /** As a killed process leaves them; closed after the test. */
  let abandoned: Delivery[] = [];
  let jobs = 0;

  beforeAll(async () => {
    testContext = await openTestContext();
    rig = await openRig();
  });
  afterEach(async () => {
    for (const delivery of abandoned) await delivery[Symbol.asyncDispose]();
    abandoned = [];
  });
  afterAll(async () => {
    await rig[Symbol.asyncDispose]();
    await testContext[Symbol.asyncDispose]();
  });

  const signal = new AbortController().signal;
  const settings = (): Record<string, unknown> => rig.settings as Record<string, unknown>;

  /** A target nobody has written to. */
  const newTarget = (): string => `contract_${(jobs += 1)}`;
  const newJob = (mode: WriteMode, target = newTarget()): DeliveryJob =>
    jobOf(`contract-${(jobs += 1)}`, target, mode);
  const at = (job: DeliveryJob): DeliverOptions => ({
    destination,
    settings: rig.settings,
    context: testContext.context,
    job,
  });
  const open = async (job: DeliveryJob): Promise<Delivery> => {
    const delivery = await openDelivery(at(job));
    abandoned.push(delivery);
    return delivery;
  };
  const read = async (target: string): Promise<string[]> => fingerprints(await rig.read(target));
  const asSeen = (batches: readonly Batch[]): string[] => fingerprints(rowsOf(batches, rig));
  /** Exactly these rows; where the promise is "at least once", each of them. */
  const expectDelivered = async (target: string, expected: readonly string[]): Promise<void> => {
    const found = await read(target);
    const isExact = guarantee === "exactly_once";
    expect(isExact ? found : [...new Set(found)]).toEqual(isExact ? expected : [...new Set(expected)]);
  };

  test("it says what it is, what it needs and what it promises", () => {
    expect(destination.id).toBe(id);
    for (const text of [destination.title, destination.about, destination.guaranteeNote]) {
      expect(text.en).not.toBe("");
      expect(text.fr).not.toBe("");
    }
    const described = describeSettings(destination.settings);
    expect(described.every(({ title, about }) => title.fr !== "" && about.fr !== "")).toBe(true);
    expect(destination.settings.parse(rig.settings)).toEqual(rig.settings);
    expect(modes.length).toBeGreaterThan(0);
    expect(destination.batch.rows).toBeGreaterThan(0);
    expect(destination.batch.bytes).toBeGreaterThan(0);
    // A later row of a merge wins, and rows that overwrite are seen at the commit.
    expect(destination.isOrdered || !modes.includes("merge")).toBe(true);
    expect(modes.includes("overwrite") && destination.isFinalAtWrite(settings(), "overwrite")).toBe(false);
  });

  test("a check with its settings succeeds; a wrong one names the setting to change", async () => {
    expect(await destination.check(settings(), testContext.context)).toMatchObject({
      isOk: true,
      setting: null,
    });
    for (const { settings: given, setting, what } of rig.wrong ?? []) {
      const report = await destination.check(given as Record<string, unknown>, testContext.context);
      expect({ what, isOk: report.isOk, setting: report.setting }).toEqual({ what, isOk: false, setting });
      expect(report.message).toContain(setting ?? "");
    }
  });

  test("a secret is in no message of a check", async () => {
    const secrets = describeSettings(destination.settings).filter(({ secret }) => secret === true);
    for (const { settings: given } of rig.wrong ?? []) {
      const values = given as Record<string, unknown>;
      const { message } = await destination.check(values, testContext.context);
      const texts = secrets.map(({ name }) => values[name]).filter((value) => typeof value === "string");
      expect(texts.filter((text) => text.length > 5 && message.includes(text))).toEqual([]);
    }
  });

  test("its own names are names it holds, and what it can't hold is refused by name", () => {
    for (const stream of ["customers", "Site metrics/FR", "42", "été", "🦀", "x".repeat(200)]) {
      const target = destination.targetName(stream);
      expect(destination.refusals({ target, columns: everyColumn }, settings())).toEqual([]);
      expect(destination.targetName(target)).toBe(target);
    }
    for (const field of ["customerId", "Prénom", "a.b", "$price", "order"]) {
      const name = destination.columnName(field);
      expect(destination.columnName(name)).toBe(name);
      const columns = [{ name, type: "text" as const }];
      expect(destination.refusals({ target: "customers", columns }, settings())).toEqual([]);
    }
    for (const { target = "customers", columns = everyColumn, named, what } of rig.unholdable ?? []) {
      const refusals = destination.refusals({ target, columns }, settings());
      // A name that is far too long is cut in the sentence.
      expect({ what, said: refusals.join(" ") }).toMatchObject({
        said: expect.stringContaining(named.slice(0, 60)),
      });
    }
  });

  test.each(modes)("%s: every kind of value arrives as it is", async (mode) => {
    const job = newJob(mode);
    const batches = [everyValue()];
    const report = await deliver(at(job), batches);
    expect(report).toMatchObject({ validRows: 8, errorRows: 0 });
    expect(await read(job.target)).toEqual(asSeen(batches));
  });

  test.each(modes)("%s: columns that come later and types that widen are taken in", async (mode) => {
    const job = newJob(mode);
    await deliver(at(job), growingBatches());
    const found = (await rig.read(job.target)).map(({ id: key, amount, city }) => ({
      id: Number(key),
      // What was written before its column was widened may have been converted with it.
      amount: amount == null || amount === "" ? null : String(amount as string | number),
      city: city == null || city === "" ? null : city,
    }));
    expect(found.toSorted((a, b) => a.id - b.id)).toEqual([
      { id: 1, amount: "9007199254740993", city: null },
      { id: 2, amount: null, city: null },
      { id: 3, amount: "12345678901234567.25", city: "Lyon" },
      { id: 4, amount: "7", city: null },
      { id: 5, amount: "many", city: "Nice" },
    ]);
  });

  test.each(modes)("%s: calls that are repeated change nothing", async (mode) => {
    const job = newJob(mode);
    const batches = numberedBatches(3, 4, "repeated");
    const total = totalOf(batches);
    const first = await open(job);
    for (const batch of batches) {
      expect(await first.write(batch, signal)).toMatchObject({ rows: 4 });
      expect(await first.write(batch, signal)).toMatchObject({ rows: 4 });
    }
    const report = await first.commit(total, signal);
    expect(await first.commit(total, signal)).toEqual(report);
    const second = await open(job);
    expect(await second.commit(total, signal)).toEqual(report);
    await second.cleanUp?.(signal);
    await second.cleanUp?.(signal);
    await expectDelivered(job.target, asSeen(batches));
  });

  test.each(modes)("%s: a delivery abandoned after any call ends as if it had not been", async (mode) => {
    const batches = numberedBatches(3, 4, "abandoned");
    for (let calls = 0; calls <= batches.length + 1; calls += 1) {
      const job = newJob(mode);
      const first = await open(job);
      for (const batch of batches.slice(0, calls)) await first.write(batch, signal);
      if (calls > batches.length) await first.commit(totalOf(batches), signal);
      const held = await (await open(job)).held();
      const written = batches.slice(0, calls).map(({ number }) => number);
      // Who can't be asked holds nothing, as far as anybody knows; what is committed may be forgotten.
      const mayBeLess = guarantee === "at_least_once" || calls > batches.length;
      expect(mayBeLess || held.size === written.length).toBe(true);
      expect(held.isSubsetOf(new Set(written))).toBe(true);
      await deliver(at(job), batches);
      await expectDelivered(job.target, asSeen(batches));
    }
  });

  test.each(modes)("%s: a call that is aborted half way is made good by the next delivery", async (mode) => {
    const job = newJob(mode);
    const batches = numberedBatches(2, 200, "aborted");
    const [batch] = batches;
    if (batch === undefined) return;
    const abort = new AbortController();
    const writing = (await open(job)).write(batch, abort.signal);
    const reason = new Error("the sync was paused");
    abort.abort(reason);
    const [outcome] = await Promise.allSettled([writing]);
    expect([undefined, reason]).toContain(outcome.status === "rejected" ? outcome.reason : undefined);
    await deliver(at(job), batches);
    await expectDelivered(job.target, asSeen(batches));
  });

  test.each(destination.isOrdered ? [] : modes)(
    "%s: batches side by side arrive like batches one after the other",
    async (mode) => {
      const job = newJob(mode);
      const batches = numberedBatches(6, 10, "parallel");
      const delivery = await open(job);
      await Promise.all(batches.toReversed().map((batch) => delivery.write(batch, signal)));
      await delivery.commit(totalOf(batches), signal);
      await expectDelivered(job.target, asSeen(batches));
    },
  );

  test.each(modes)(
    "%s: what is discarded leaves what was there, and can be delivered again",
    async (mode) => {
      const target = newTarget();
      const old = numberedBatches(1, 3, "old");
      await deliver(at(newJob(mode, target)), old);
      const job = newJob(mode, target);
      const batches = numberedBatches(2, 3, "new");
      const cancelled = await open(job);
      for (const batch of batches.slice(0, 1)) await cancelled.write(batch, signal);
      const visible = destination.isFinalAtWrite(settings(), mode) ? await read(target) : asSeen(old);
      await cancelled.discard(signal);
      await cancelled.discard(signal);
      expect(await read(target)).toEqual(visible);
      await deliver(at(job), batches);
      await expectDelivered(target, mode === "append" ? asSeen([...old, ...batches]) : asSeen(batches));
    },
  );

  test.runIf(modes.includes("append"))("a sync that appends leaves the rows of the one before", async () => {
    const target = newTarget();
    const [monday, tuesday] = [numberedBatches(2, 3, "monday"), numberedBatches(2, 3, "tuesday")];
    await deliver(at(newJob("append", target)), monday);
    await deliver(at(newJob("append", target)), tuesday);
    await expectDelivered(target, asSeen([...monday, ...tuesday]));
  });

  test.runIf(modes.includes("overwrite"))(
    "a sync that overwrites shows the old rows until it is committed, then only its own",
    async () => {
      const target = newTarget();
      const [old, fresh] = [numberedBatches(2, 3, "old"), numberedBatches(1, 2, "fresh")];
      await deliver(at(newJob("overwrite", target)), old);
      const delivery = await open(newJob("overwrite", target));
      for (const batch of fresh) await delivery.write(batch, signal);
      expect(await read(target)).toEqual(asSeen(old));
      await delivery.commit(totalOf(fresh), signal);
      expect(await read(target)).toEqual(asSeen(fresh));
      await deliver(at(newJob("overwrite", target)), []);
      expect(await read(target)).toEqual([]);
    },
  );

  test.runIf(modes.includes("merge"))(
    "a sync that merges replaces rows by their key; of two in a batch the later wins",
    async () => {
      const target = newTarget();
      const id = { name: "id", type: "integer" as const };
      const name = { name: "name", type: "text" as const };
      const city = { name: "city", type: "text" as const };
      await deliver(at(newJob("merge", target)), [
        {
          number: 1,
          columns: [id, name, city],
          rows: [
            [1, "Ada", "Paris"],
            [2, "Bea", "Rome"],
            [1, "Ada L.", "Oslo"],
          ],
        },
        {
          number: 2,
          columns: [id, name, city],
          rows: [
            [3, "Cy", null],
            [2, "Bea B.", "Rome"],
          ],
        },
      ]);
      const report = await deliver(at(newJob("merge", target)), [
        {
          number: 1,
          columns: [id, name],
          rows: [
            [3, "Cyd"],
            [4, "Dee"],
            [4, "Dee D."],
          ],
        },
      ]);
      expect(report.validRows).toBe(3);
      const expected: Record<string, Value>[] = [
        { id: 1, name: "Ada L.", city: "Oslo" },
        { id: 2, name: "Bea B.", city: "Rome" },
        // Nothing is left of the row that was replaced.
        { id: 3, name: "Cyd", city: null },
        { id: 4, name: "Dee D.", city: null },
      ];
      expect(await read(target)).toEqual(fingerprints(expected));
    },
  );
});
