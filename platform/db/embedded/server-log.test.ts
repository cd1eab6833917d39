import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { boundLog, fatalLine } from "./server-log.ts";

test("a log above its bound is moved aside and goes on empty", async () => {
  await using folder = await createTemporaryFolder();
  const log = join(folder.path, "postgres.log");
  await writeFile(log, "old line\n");
  await boundLog(log, 100);
  expect(await readFile(log, "utf8")).toBe("old line\n");
  await boundLog(log, 4);
  await appendFile(log, "new line\n");
  expect(await readFile(log, "utf8")).toBe("new line\n");
  expect(await readFile(`${log}.1`, "utf8")).toBe("old line\n");
});

test("the server's own reason is found among its other lines", () => {
  const text =
    "2026-01-01 10:00:00 UTC [7] LOG:  starting\n2026-01-01 10:00:01 UTC [7] FATAL:  could not open file\nbye\n";
  expect(fatalLine(text)).toBe("could not open file");
  expect(fatalLine("all is well\n")).toBeNull();
});
