import { LadderError } from "@millrace/platform/errors";
import type { PoliteClient } from "@millrace/platform/http";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { ConnectorContext } from "../../connectors/context.ts";
import type { Batch, CommitReport, Delivery, DeliveryJob } from "../destination.ts";
import { openTestContext } from "../testing/test-context.ts";
import { treasureDataDestination } from "./destination.ts";
import type { TreasureDataSettings } from "./settings.ts";
import type { TreasureDataSimulator } from "./simulator.ts";
import type { TreasureDataFaultInput } from "./simulator/faults.ts";
import type { TreasureDataSwitchesInput } from "./simulator/settings.ts";
import { openTreasureDataRig } from "./test-rig.ts";

/**
 * A process that dies at any call it makes, before it is sent or when its answer is lost, and between any two steps of the
 * engine; another one goes on with what the engine has stored. Once, nothing lost, nothing left over.
 */
const house = await openTestContext();
const { simulator, settings: bulk } = await openTreasureDataRig("bulk");
const withId = { ...bulk, method: "import_with_id" as const };
afterAll(async () => {
  await simulator.close();
  await house[Symbol.asyncDispose]();
});
beforeEach(() => simulator.reset());

const { signal } = new AbortController();
const batches: Batch[] = [1, 2, 3].map((number) => ({
  number,
  columns: [{ name: "id", type: "integer" }],
  rows: [[number * 10], [number * 10 + 1]],
}));
const total = { batches: 3, rows: 6 };
const allIds = [10, 11, 20, 21, 30, 31];

let deliveries = 0;

/** What the engine remembers of a delivery, whatever dies. */
interface Stored {
  job: DeliveryJob;
  settings: TreasureDataSettings;
  report: CommitReport | null;
}

function newDelivery(settings: TreasureDataSettings, mode: DeliveryJob["mode"]): Stored {
  deliveries += 1;
  const job: DeliveryJob = {
    syncId: `sync-${deliveries}`,
    connection: { id: "c", name: "yotpo" },
    plannedAt: "2026-11-29T03:00:00.000Z",
    stream: "customers",
    target: "customers",
    mode,
    primaryKey: [],
  };
  return { job, settings, report: null };
}

class Killed extends Error {}

/** Where a process dies: at its n-th call or step, counted from 1. */
interface Death {
  at: number;
  /** true: what was asked is done, but nobody hears of it. */
  isAfter: boolean;
}

/** A process with as many steps to live. */
class Process {
  readonly #death: Death | null;
  #steps = 0;

  constructor(death: Death | null) {
    this.#death = death;
  }

  context(): ConnectorContext {
    const http: PoliteClient = { fetch: (request) => this.step(() => house.context.http.fetch(request)) };
    return { ...house.context, http };
  }

  async step<Result>(act: () => Result | Promise<Result>): Promise<Result> {
    this.#steps += 1;
    const { at = Number.POSITIVE_INFINITY, isAfter = false } = this.#death ?? {};
    if (this.#steps > at || (this.#steps === at && !isAfter)) throw new Killed();
    const result = await act();
    if (this.#steps === at) throw new Killed();
    return result;
  }
}

/** As the engine goes about it. Each storing is a step of its own: a process may die before and after it. */
async function run(stored: Stored, process: Process): Promise<void> {
  const delivery = await treasureDataDestination.open(stored.settings, stored.job, process.context());
  if (stored.report === null) {
    await writeMissing(delivery);
    const report = await delivery.commit(total, signal);
    await process.step(() => void (stored.report = report));
  }
  await delivery.cleanUp?.(signal);
  await process.step(() => undefined);
}

async function writeMissing(delivery: Delivery): Promise<void> {
  const held = await delivery.held();
  for (const batch of batches) if (!held.has(batch.number)) await delivery.write(batch, signal);
}

/** true: it died. */
async function dies(stored: Stored, death: Death): Promise<boolean> {
  try {
    await run(stored, new Process(death));
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}

const ids = (at: TreasureDataSimulator): unknown[] =>
  at
    .records("crm", "customers")
    .map(({ id }) => id)
    .toSorted((one, other) => Number(one) - Number(other));

function expectDeliveredOnce(stored: Stored, at = simulator): void {
  expect(ids(at)).toEqual(allIds);
  expect(stored.report).toMatchObject({ validRows: 6, errorRows: 0 });
  expect(at.sessions()).toEqual([]);
  expect(at.tables().map(({ name }) => name)).toEqual(["customers"]);
}

/** Everything the vendor's pages leave open, both ways. */
const answers: readonly (readonly [string, TreasureDataSwitchesInput])[] = [
  ["parts overwrite", {}],
  ["parts duplicate, lists end with the job", { partAgain: "duplicate", performedParts: "gone" }],
  [
    "parts and columns are refused, jobs are numbers",
    { partAgain: "refuse", jobIds: "number", columnsAgain: "ignore" },
  ],
];

describe.each(answers)("with %s", (_what, switches) => {
  describe.each([
    ["bulk import that appends", bulk, "append"],
    ["bulk import that overwrites", bulk, "overwrite"],
    ["import with an identifier", withId, "append"],
  ] as const)("%s", (_method, settings, mode) => {
    test.each([false, true])("delivers once when it dies at any point (answer lost: %s)", async (isAfter) => {
      let hasDied = true;
      for (let at = 1; hasDied; at += 1) {
        simulator.reset();
        simulator.setSettings(switches);
        const stored = newDelivery(settings, mode);
        if (mode === "overwrite") await fillBefore();
        hasDied = await dies(stored, { at, isAfter });
        await run(stored, new Process(null));
        expectDeliveredOnce(stored);
      }
    });
  });
});

test("a process that dies at every single point, one after the other, still delivers once", async () => {
  for (const [settings, mode] of [
    [bulk, "append"],
    [bulk, "overwrite"],
    [withId, "append"],
  ] as const) {
    simulator.reset();
    const stored = newDelivery(settings, mode);
    let at = 0;
    do at += 1;
    while (await dies(stored, { at, isAfter: at % 2 === 0 }));
    expectDeliveredOnce(stored);
  }
});

test("every call may be repeated", async () => {
  const stored = newDelivery(bulk, "append");
  const open = () => treasureDataDestination.open(bulk, stored.job, house.context);
  const delivery = await open();
  await delivery.held();
  await delivery.held();
  for (const batch of [...batches, ...batches]) await delivery.write(batch, signal);
  const other = await open();
  expect(await other.held()).toEqual(new Set([1, 2, 3]));
  for (const batch of batches) await other.write(batch, signal);
  stored.report = await other.commit(total, signal);
  expect(await delivery.commit(total, signal)).toEqual(stored.report);
  const late = await open();
  expect(await late.held()).toEqual(new Set([1, 2, 3]));
  for (const batch of batches) await late.write(batch, signal);
  expect(await late.commit(total, signal)).toEqual(stored.report);
  await late.cleanUp?.(signal);
  await delivery.cleanUp?.(signal);
  await late.discard(signal);
  expectDeliveredOnce(stored);
});

describe("with faults of Treasure Data, tried again by the same process", () => {
  test.each<[string, TreasureDataFaultInput]>([
    ["every third answer lost", { server_error_after: { every: 3 } }],
    ["every fifth call refused by the server", { server_error_before: { every: 5 } }],
    ["every fourth connection cut before", { cut_before: { every: 4 } }],
    ["every fourth connection cut after", { cut_after: { every: 4 } }],
    ["all of it by chance", { server_error_after: { probability: 0.15 }, cut_before: { probability: 0.1 } }],
    ["jobs that fail", { job_fails: { times: 2 } }],
  ])("%s: delivered once", async (_what, faults) => {
    for (const [method, mode] of [
      ["bulk", "append"],
      ["bulk", "overwrite"],
      ["import_with_id", "append"],
    ] as const) {
      // One for each: the client leaves a host alone that fails as often as all of them together.
      await using rig = await openTreasureDataRig(method, { settings: { partAgain: "duplicate" }, faults });
      const stored = newDelivery(rig.settings, mode);
      const delivery = await treasureDataDestination.open(rig.settings, stored.job, house.context);
      const held = await insisting(() => delivery.held());
      for (const batch of batches)
        if (!held.has(batch.number)) await insisting(() => delivery.write(batch, signal));
      stored.report = await insisting(() => delivery.commit(total, signal));
      await insisting(() => Promise.resolve(delivery.cleanUp?.(signal)));
      expectDeliveredOnce(stored, rig.simulator);
    }
  });

  test("a discard is repeated until nothing is left", async () => {
    await using rig = await openTreasureDataRig("bulk", { faults: { server_error_after: { every: 3 } } });
    const { job } = newDelivery(rig.settings, "overwrite");
    const delivery = await treasureDataDestination.open(rig.settings, job, house.context);
    const [batch] = batches;
    if (batch !== undefined) await insisting(() => delivery.write(batch, signal));
    await insisting(() => delivery.discard(signal));
    expect(rig.simulator.sessions()).toEqual([]);
    expect(rig.simulator.tables()).toEqual([]);
  });
});

/** Rows that a sync which overwrites must replace. */
async function fillBefore(): Promise<void> {
  const stored = newDelivery(bulk, "append");
  await run(stored, new Process(null));
}

/** The engine's patience: faults that may pass are tried again. */
async function insisting<Result>(act: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      const mayPass = error instanceof LadderError && ["transient", "try_again_later"].includes(error.rung);
      if (!mayPass || tries >= 40) throw error;
    }
  }
}
