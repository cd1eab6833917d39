import { expect, test } from "vitest";
import { copyLog, createLogger } from "./index.ts";

function collected(level: "info" | "silent") {
  const written: string[] = [];
  const copied: string[] = [];
  const log = createLogger({ level, destination: { write: (line: string) => void written.push(line) } });
  const copy = copyLog(log, { runId: "r" }, (line) => void copied.push(line));
  const read = (lines: string[]) => lines.map((line): unknown => JSON.parse(line));
  return { copy, written: () => read(written), copied: () => read(copied) };
}

test("lines go to the log at its level and to the copy from debug up, redacted alike", () => {
  const { copy, written, copied } = collected("info");
  copy.trace("nobody");
  copy.debug("only the copy");
  copy.child({ step: "s" }).info({ token: "canary" }, "both");
  const both = { level: "info", msg: "both", runId: "r", step: "s", token: "[redacted]" };
  expect(written()).toMatchObject([both]);
  expect(copied()).toMatchObject([{ level: "debug", msg: "only the copy" }, both]);
});

test("a silent log stays silent while its copy is kept", () => {
  const { copy, written, copied } = collected("silent");
  copy.warn("kept");
  expect(written()).toEqual([]);
  expect(copied()).toMatchObject([{ level: "warn", msg: "kept" }]);
});
