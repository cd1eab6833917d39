import { expect, test } from "vitest";
import { plainName, stagingName, utf8Length } from "./target-names.ts";

test.each([
  ["Site metrics/FR", "site_metrics_fr"],
  ["Été à Paris", "ete_a_paris"],
  ["42 days", "_42_days"],
  ["_hidden_", "hidden"],
])("the stream %s goes to %s", (stream, name) => {
  expect(plainName(stream)).toBe(name);
});

test("streams without a letter of the alphabet get names of their own", () => {
  const names = ["🦀", "🐙", "漢字"].map(plainName);
  expect(new Set(names).size).toBe(3);
  expect(names.every((name) => /^stream_[0-9a-f]{8}$/u.test(name))).toBe(true);
});

test("a staging name is the same for the same delivery, another for another, and never too long", () => {
  const job = { target: "é".repeat(60), syncId: "sync-1", stream: "customers" };
  const name = stagingName(job, 63);
  expect(stagingName(job, 63)).toBe(name);
  expect(stagingName({ ...job, syncId: "sync-2" }, 63)).not.toBe(name);
  expect(stagingName({ ...job, stream: "orders" }, 63)).not.toBe(name);
  expect(utf8Length(name)).toBeLessThanOrEqual(63);
  expect(name).toMatch(/^é+__millrace_[0-9a-f]{8}$/u);
});
