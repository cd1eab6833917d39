import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { randomFrom } from "@millrace/platform/simulation";
import { createTemporaryFolder, createTestDatabase } from "@millrace/platform/testing";
import { afterAll, expect, test } from "vitest";
import { openJsonlRig } from "../destinations/jsonl/test-rig.ts";
import { openSqliteRig } from "../destinations/sqlite/test-rig.ts";
import type { DestinationRig } from "../destinations/testing/rig.ts";
import type { TargetProgramOptions } from "./fixtures/target-program.ts";

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());
const { url: databaseUrl } = opened.use(await createTestDatabase());
const staging = opened.use(await createTemporaryFolder("millrace-singer-"));

const program = fileURLToPath(new URL("./fixtures/target-program.ts", import.meta.url));
const count = 30_000;
const recordsPerState = 100;

const schema = {
  type: "SCHEMA",
  stream: "orders",
  key_properties: ["id"],
  schema: { properties: { id: { type: "integer" } } },
};

/** What a tap sends that was told to go on after an id, in pieces that end with a STATE. */
function* messagesAfter(last: number): Generator<string> {
  yield `${JSON.stringify(schema)}\n`;
  for (let from = last; from < count; from += recordsPerState) {
    const ids = Array.from({ length: recordsPerState }, (_, at) => from + at + 1);
    yield [
      ...ids.map((id) => ({ type: "RECORD", stream: "orders", record: { id } })),
      { type: "STATE", value: { orders: ids.at(-1) } },
    ]
      .map((message) => `${JSON.stringify(message)}\n`)
      .join("");
  }
}

/** Resolves as well when whoever reads is gone. */
const drained = (stream: Writable): Promise<unknown> => once(stream, "drain").catch(() => undefined);

/**
 * Pipes a tap into the target. `killAt`: after so many records, sent or delivered, SIGKILL; null: to the end. Resolves with the
 * id of the last STATE that was passed on, and how the target ended.
 */
async function pipe(
  rig: DestinationRig,
  last: number,
  killAt: number | null,
): Promise<{ last: number; code: number | null }> {
  const options: TargetProgramOptions = {
    destination: rig.destination.id,
    settings: rig.settings as Record<string, unknown>,
    stagingFolder: staging.path,
    databaseUrl,
  };
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  let reached = last;
  createInterface({ input: child.stdout }).on("line", (line) => {
    reached = (JSON.parse(line) as { orders: number }).orders;
  });
  // It is killed while it is written to.
  child.stdin.on("error", () => undefined);
  let sent = last;
  for (const piece of messagesAfter(last)) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (!child.stdin.write(piece)) await Promise.race([drained(child.stdin), closed]);
    sent += recordsPerState;
    if (killAt !== null && sent >= killAt) child.kill("SIGKILL");
  }
  child.stdin.end();
  const [code] = (await closed) as [number | null];
  return { last: reached, code };
}

test.each([
  ["sqlite", openSqliteRig],
  ["jsonl", openJsonlRig],
] as const)(
  "a target to %s that is killed again and again loses no record, and where it merges has each once",
  async (name, open) => {
    await using rig = await open();
    const random = randomFrom(`killed singer target/${name}`);
    let last = 0;
    for (let kill = 1; kill <= 4; kill += 1) {
      const ended = await pipe(rig, last, last + random.int(1, 12_000));
      expect(ended.last).toBeGreaterThanOrEqual(last);
      last = ended.last;
    }
    expect(await pipe(rig, last, null)).toEqual({ last: count, code: 0 });
    const ids = (await rig.read("orders")).map(({ id }) => Number(id));
    expect(new Set(ids).size).toBe(count);
    const isMerged = rig.destination.modes.includes("merge");
    expect(ids.length - count).toBeLessThanOrEqual(isMerged ? 0 : 4 * 12_000);
  },
  120_000,
);
