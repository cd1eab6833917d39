import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startProgram, type ChildProgram } from "./child-program.ts";
import { runKillCampaign, type KillTarget } from "./kill-harness.ts";
import { planKills } from "./kill-plan.ts";
import { createTemporaryFolder } from "./temporary-folder.ts";

/** An appender whose pid is read from its file, as a postmaster's would be. */
function appender(
  folder: string,
  name: string,
  skips: number,
): KillTarget & { stop(): Promise<void>; numbers(): Promise<number[]> } {
  let child: ChildProgram | null = null;
  const file = join(folder, `${name}.txt`);
  const pidFile = join(folder, `${name}.pid`);
  return {
    name,
    async start() {
      child = startProgram(new URL("./kill-harness-appender.ts", import.meta.url), [
        file,
        pidFile,
        String(skips),
      ]);
      await child.nextLine();
    },
    pid: async () => Number(await readFile(pidFile, "utf8")),
    async stop() {
      await child?.[Symbol.asyncDispose]();
    },
    numbers: async () => (await readFile(file, "utf8")).split("\n").filter(Boolean).map(Number),
  };
}

async function campaignOf(skips: number) {
  await using folder = await createTemporaryFolder();
  const targets = [appender(folder.path, "first", skips), appender(folder.path, "second", skips)];
  const lines: string[] = [];
  const report = await runKillCampaign({
    seed: 7,
    kills: 5,
    targets,
    pauseMs: [20, 60],
    load: (signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    isQuiet: async () => true,
    equations: async () => {
      for (const target of targets) await target.stop();
      const numbers = await Promise.all(targets.map((target) => target.numbers()));
      return numbers.map((list, index) => ({
        name: `nothing lost by ${index}`,
        left: list.length,
        right: list.at(-1) ?? 0,
      }));
    },
    print: (line) => lines.push(line),
  });
  return { report, lines };
}

test("a program that goes on where it was passes a campaign, and every kill is in the report", async () => {
  const { report, lines } = await campaignOf(0);
  expect(report.holds).toBe(true);
  const planned = planKills({ seed: 7, kills: 5, targets: ["first", "second"], pauseMs: [20, 60] });
  expect(report.kills.map((kill) => kill.target)).toEqual(planned.flatMap((kill) => kill.victims));
  expect(new Set(report.kills.map((kill) => kill.pid)).size).toBe(report.kills.length);
  expect(lines[0]).toContain("seed 7");
  expect(lines.at(-1)).toMatch(/^holds: nothing lost by 1: \d+ = \d+$/);
});

test("a program that loses something after a crash is found out", async () => {
  const { report, lines } = await campaignOf(1);
  expect(report.holds).toBe(false);
  expect(lines.some((line) => line.startsWith("BROKEN: nothing lost by"))).toBe(true);
});

test("a load that fails ends the campaign and names the seed", async () => {
  const campaign = runKillCampaign({
    seed: 9,
    kills: 1_000,
    targets: [{ name: "nothing", start: async () => null, pid: () => null }],
    pauseMs: [1, 2],
    load: async () => {
      throw new Error("the load is broken");
    },
    equations: async () => [],
    print: () => undefined,
  });
  await expect(campaign).rejects.toMatchObject({
    message: expect.stringContaining("seed 9"),
    cause: { message: "the load is broken" },
  });
});

test("the same seed plans the same kills, and two targets fall alone and together", () => {
  const options = { kills: 60, targets: ["app", "database"], pauseMs: [10, 100] as const };
  const plan = planKills({ seed: 1, ...options });
  expect(planKills({ seed: 1, ...options })).toEqual(plan);
  expect(planKills({ seed: 2, ...options })).not.toEqual(plan);
  expect(new Set(plan.map((kill) => kill.victims.join("+")))).toEqual(
    new Set(["app", "database", "app+database"]),
  );
  expect(plan.every((kill) => kill.pauseMs >= 10 && kill.pauseMs <= 100)).toBe(true);
});
