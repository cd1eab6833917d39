import { expect, test } from "vitest";
import { progressOn } from "./progress.ts";

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 60, written, write: (text: string) => written.push(text) };
}

test("in a terminal a bar is written over, and taken away at the end", () => {
  const screen = terminal(true);
  const progress = progressOn(screen);
  progress.show(12, 48, "80/min");
  progress.show(24, 48, "", true);
  progress.end();
  expect(screen.written).toEqual([
    `\r${"█".repeat(6)}${"░".repeat(18)} 12/48 · 80/min\u001B[K`,
    `\r${"█".repeat(12)}${"░".repeat(12)} 24/≈48\u001B[K`,
    "\r\u001B[K",
  ]);
});

test("elsewhere there is a line a second at most, and none without news", () => {
  const file = terminal(false);
  let nowMs = 0;
  const progress = progressOn(file, () => nowMs);
  for (const [atMs, done] of [
    [0, 0],
    [100, 1],
    [200, 2],
    [1_200, 2],
    [1_300, 3],
    [2_600, 3],
  ] as const) {
    nowMs = atMs;
    progress.show(done, 3, "");
  }
  expect(file.written).toEqual(["1/3\n", "2/3\n", "3/3\n"]);
});
