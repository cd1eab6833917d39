import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openObjectStore } from "./index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-objects-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("writers killed at any moment lose nothing they reported and leave nothing half", async () => {
  const reported = new Set<string>();
  for (let round = 1; round <= 5; round += 1) {
    const writer = fork(fileURLToPath(new URL("./object-writer.fixture.ts", import.meta.url)), [folder], {
      execArgv: [],
    });
    writer.on("message", (name) => {
      if (typeof name === "string") reported.add(name);
    });
    const before = reported.size;
    await expect
      .poll(() => reported.size, { timeout: 20_000, interval: 1 })
      .toBeGreaterThan(before + round * 7);
    const gone = once(writer, "exit");
    writer.kill("SIGKILL");
    await gone;
  }
  const store = await openObjectStore({ folder });
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".zst"));
  const kept = files.map((name) => name.slice(3, 67));
  expect(new Set(kept).isSupersetOf(reported)).toBe(true);
  // get checks every byte against the name.
  for (const name of kept) expect(await store.get(name)).toHaveLength(200_000);
});
