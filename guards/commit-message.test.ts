import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const hook = join(import.meta.dirname, "..", ".githooks", "commit-msg");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-message-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function check(message: string): { status: number | null; stderr: string } {
  const file = join(folder, "message");
  writeFileSync(file, message);
  return spawnSync("sh", [hook, file], { encoding: "utf8" });
}

describe.skipIf(process.platform === "win32")("the commit message hook", () => {
  test.each([
    "feat(posts): collect from saved pages",
    "fix!: refuse a negative price",
    "docs: say what a wall is\n\nWith a body. And sentences.",
    'Revert "feat(posts): collect from saved pages"',
  ])("accepts %j", (message) => {
    expect(check(message)).toMatchObject({ status: 0, stderr: "" });
  });

  test.each([
    "collect from saved pages",
    "feature: collect",
    "feat(Posts): collect",
    "feat: collect posts.",
    "feat:collect",
    "",
    `feat: ${"a".repeat(100)}`,
  ])("refuses %j", (message) => {
    expect(check(message).status).toBe(1);
  });

  test("says what a message looks like and what it was given", () => {
    const { stderr } = check("collect from saved pages");
    expect(stderr).toContain('"type(scope): what changes"');
    expect(stderr).toContain("  collect from saved pages\n");
  });
});
