import { expect, test } from "vitest";
import { fileNameOf } from "./file-name.ts";

test.each([
  ["customers", "customers"],
  ["Site metrics/FR", "Site metrics_FR"],
  ["été", "été"],
  ["../../etc/passwd", "_.._etc_passwd"],
  [".hidden", "hidden"],
  ["a\\b:c*d", "a_b_c_d"],
  ["con", "_con"],
  ["NUL.2026", "_NUL.2026"],
  ["console", "console"],
  ["ends. ", "ends"],
])("the target %j is the file %j", (target, name) => {
  expect(fileNameOf(target)).toBe(name);
});

test.each(["", "..", " . ", "///"])("no file is named after the target %j", (target) => {
  expect(fileNameOf(target)).toBeNull();
});

test("a long name is cut between letters, where every file system takes it", () => {
  const name = fileNameOf("é".repeat(300)) ?? "";
  expect(Buffer.byteLength(name)).toBe(200);
  expect(fileNameOf("🦀".repeat(100))?.isWellFormed()).toBe(true);
});
