import { setTimeout as delay } from "node:timers/promises";
import {
  createTemporaryFolder,
  seededRandom,
  startProgram,
  type ChildProgram,
} from "@millrace/platform/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Value } from "../values/value.ts";
import type { DeliveryJob, Destination, WriteMode } from "./destination.ts";
import { destinationRegistry } from "./registry.generated.ts";
import { fingerprint, fingerprints, rowsOf } from "./testing/compare-rows.ts";
import type { DeliverProgramOptions } from "./testing/deliver-program.fixture.ts";
import { deliver, jobOf } from "./testing/deliver.ts";
import type { DestinationRig } from "./testing/rig.ts";
import { destinationRigs } from "./testing/rigs.generated.ts";
import { numberedBatches } from "./testing/sample-batches.ts";
import { openTestContext, type TestContext } from "./testing/test-context.ts";

const program = new URL("./testing/deliver-program.fixture.ts", import.meta.url);
/** MILLRACE_CRASH_POINTS=all kills more often, for minutes. */
const kills = process.env["MILLRACE_CRASH_POINTS"] === "all" ? 3 : 1;
const batches = 4;
const rowsPerBatch = 500;
/** For a few programs to start, on a machine that has much else to do. */
const patienceMs = 240_000;
/** The calls the program prints: each batch, the commit, the cleaning up. */
const calls = batches + 2;

const rigs: Readonly<Record<string, () => Promise<DestinationRig>>> = destinationRigs;
const members = Object.entries<Destination>(destinationRegistry).flatMap(([id, { guarantee, modes }]) => {
  const openRig = rigs[id];
  return openRig === undefined || guarantee !== "exactly_once" ? [] : [{ id, modes, openRig }];
});

describe.each(members)("$id, killed with SIGKILL", ({ id, modes, openRig }) => {
  let rig: DestinationRig;
  let testContext: TestContext;

  beforeAll(async () => {
    testContext = await openTestContext();
    rig = await openRig();
  });
  afterAll(async () => {
    await rig[Symbol.asyncDispose]();
    await testContext[Symbol.asyncDispose]();
  });

  const nextLine = (child: ChildProgram): Promise<string | null> => child.nextLine().catch(() => null);

  const asSeen = (word: string): string[] =>
    fingerprints(rowsOf(numberedBatches(batches, rowsPerBatch, word), rig));

  /** Runs the program; kills it in its n-th call, a moment after it began. One that was done before makes none. */
  async function runAndKill(options: DeliverProgramOptions, call: number, momentMs: number): Promise<void> {
    await using child = startProgram(program, [JSON.stringify(options)]);
    for (let line = 0; line < call; line += 1) if ((await nextLine(child)) === null) return;
    await delay(momentMs);
    child.kill();
    await child.ended;
  }

  /** What nobody may see: a row that is nobody's, one twice, half of a batch, half of a table. */
  function problems(rows: readonly Record<string, Value>[], mode: WriteMode): string[] {
    const [found, old, fresh] = [rows.map(fingerprint), asSeen("old"), asSeen("new")];
    const known = new Set([...old, ...fresh]);
    const strange = found.filter((row) => !known.has(row));
    const twice = found.filter((row, at) => found.indexOf(row) !== at);
    if (mode === "overwrite") {
      const sorted = found.toSorted().join("\n");
      return sorted === old.join("\n") || sorted === fresh.join("\n")
        ? []
        : ["neither the old table nor the new"];
    }
    const halves = rig.showsPartsOfBatches === true ? [] : halfBatches(rows);
    return [...strange, ...twice, ...halves];
  }

  function halfBatches(rows: readonly Record<string, Value>[]): string[] {
    const counts = new Map<string, number>();
    for (const { word, batch } of rows) {
      const name = `batch ${String(batch as number)} of ${String(word as string).split(" ")[0]}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts]
      .filter(([, count]) => count !== rowsPerBatch)
      .map(([name, count]) => `${count} of ${name}`);
  }

  async function deliverOld(target: string, mode: WriteMode): Promise<void> {
    const job = jobOf(`killed-old-${mode}`, target, mode);
    const { context } = testContext;
    const old = numberedBatches(batches, rowsPerBatch, "old");
    await deliver({ destination: rig.destination, settings: rig.settings, context, job }, old);
  }

  test.each(modes)(
    "%s: nothing is lost, twice, or seen by halves",
    async (mode) => {
      const random = seededRandom(modes.indexOf(mode) + 1);
      await using staging = await createTemporaryFolder("millrace-killed-");
      const target = `killed_${mode}`;
      await deliverOld(target, mode);
      const job: DeliveryJob = jobOf(`killed-${mode}`, target, mode);
      const options: DeliverProgramOptions = {
        destination: id,
        settings: rig.settings,
        job,
        batches,
        rowsPerBatch,
        word: "new",
        databaseUrl: testContext.databaseUrl,
        stagingFolder: staging.path,
      };
      for (let kill = 0; kill < kills; kill += 1) {
        const call = 1 + Math.floor(random() * calls);
        await runAndKill(options, call, Math.floor(random() * 15));
        expect({ kill, call, problems: problems(await rig.read(target), mode) }).toMatchObject({
          problems: [],
        });
      }
      await using last = startProgram(program, [JSON.stringify(options)]);
      expect(await last.ended, last.errorText).toBe(0);
      const expected = mode === "append" ? [...asSeen("old"), ...asSeen("new")].toSorted() : asSeen("new");
      expect(fingerprints(await rig.read(target))).toEqual(expected);
    },
    patienceMs,
  );
});
