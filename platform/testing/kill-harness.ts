import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf } from "@millrace/platform/errors";
import { planKills } from "./kill-plan.ts";

/** Something that can be killed and brought back. */
export interface KillTarget {
  /** Shown in the report ("app", "database"). */
  name: string;
  /** Brings it up and resolves when it works. Called first for every target in order, then after each of its deaths. */
  start(): Promise<unknown>;
  /** The process to kill now (of a database: the postmaster's, read from its pid file); null while it is down. */
  pid(): Promise<number | null> | number | null;
}

/** Two numbers that must be the same when all is quiet ("posts saved", "posts on the site"). */
export interface Equation {
  name: string;
  left: number | string;
  right: number | string;
}

export interface KillCampaign {
  /** The same seed gives the same victims and pauses; print it with every failure. */
  seed: number;
  kills: number;
  /** Started in this order, so put what others need first (the database before the app). */
  targets: readonly KillTarget[];
  /** Random pause before each kill, ms. */
  pauseMs: readonly [min: number, max: number];
  /**
   * Makes work from the start until the signal aborts, then lets what it began end and resolves. Its own calls must
   * survive the deaths of the targets (retry with the same key); what it throws ends the campaign.
   */
  load: (signal: AbortSignal) => Promise<void>;
  /** true when nothing is under way any more; asked after the load has ended. Default: as soon as the equations hold. */
  isQuiet?: () => Promise<boolean>;
  /** How long to wait for quiet; default 60 000 ms. */
  settleMs?: number;
  equations: () => Promise<readonly Equation[]>;
  /** Where the report goes, a line at a time; default stderr. */
  print?: (line: string) => void;
}

export interface KillRecord {
  target: string;
  /** null when it was already down. */
  pid: number | null;
  /** Since the campaign began. */
  atMs: number;
  /** From the kill until `start` resolved. */
  downMs: number;
}

export interface KillReport {
  seed: number;
  kills: readonly KillRecord[];
  equations: readonly (Equation & { holds: boolean })[];
  /** true when every equation holds. */
  holds: boolean;
}

/**
 * Kills the targets with SIGKILL at random instants under load, brings them back, waits until all is quiet and checks
 * the equations. Targets are left running. Throws what the load or a start threw, with the seed in its message.
 *
 * @example
 * const report = await runKillCampaign({ seed: 7, kills: 20, targets: [database, app], pauseMs: [200, 1500], load, equations });
 * expect(report.equations.filter((equation) => !equation.holds)).toEqual([]);
 */
export async function runKillCampaign(campaign: KillCampaign): Promise<KillReport> {
  const print = campaign.print ?? ((line: string) => process.stderr.write(`${line}\n`));
  print(
    `kill campaign: seed ${campaign.seed}, ${campaign.kills} kills of ${campaign.targets.map((target) => target.name).join(", ")}`,
  );
  try {
    for (const target of campaign.targets) await target.start();
    const kills = await killUnderLoad(campaign, print);
    return await settle(campaign, kills, print);
  } catch (error) {
    throw new Error(`The kill campaign with seed ${campaign.seed} broke off.`, { cause: error });
  }
}

async function killUnderLoad(campaign: KillCampaign, print: (line: string) => void): Promise<KillRecord[]> {
  const stop = new AbortController();
  const broken = new AbortController();
  const load = campaign.load(stop.signal).catch((error: unknown) => {
    broken.abort(error);
    throw error;
  });
  // Awaited below; until then a failure only breaks the loop.
  load.catch(() => undefined);
  const startedMs = performance.now();
  const records: KillRecord[] = [];
  const targets = campaign.targets.map((target) => target.name);
  for (const [index, kill] of planKills({ ...campaign, targets }).entries()) {
    await pause(kill.pauseMs, broken.signal);
    if (broken.signal.aborted) break;
    const victims = campaign.targets.filter((target) => kill.victims.includes(target.name));
    const fallen = await killAll(victims, startedMs);
    for (const record of fallen) {
      records.push(record);
      print(
        `kill ${index + 1}/${campaign.kills} at ${record.atMs} ms: ${record.target} pid ${record.pid ?? "none, was down"}, back after ${record.downMs} ms`,
      );
    }
  }
  stop.abort();
  await load;
  return records;
}

async function killAll(victims: readonly KillTarget[], startedMs: number): Promise<KillRecord[]> {
  const killedMs = performance.now();
  const pids = await Promise.all(victims.map(async (target) => target.pid()));
  for (const pid of pids) if (pid !== null) sendKill(pid);
  await Promise.all(pids.filter((pid) => pid !== null).map(untilGone));
  const records: KillRecord[] = [];
  for (const [index, target] of victims.entries()) {
    await target.start();
    records.push({
      target: target.name,
      pid: pids[index] ?? null,
      atMs: Math.round(killedMs - startedMs),
      downMs: Math.round(performance.now() - killedMs),
    });
  }
  return records;
}

async function settle(
  campaign: KillCampaign,
  kills: readonly KillRecord[],
  print: (line: string) => void,
): Promise<KillReport> {
  const deadlineMs = performance.now() + (campaign.settleMs ?? 60_000);
  const check = async () =>
    (await campaign.equations()).map((equation) => ({
      ...equation,
      holds: equation.left === equation.right,
    }));
  const isQuiet = campaign.isQuiet ?? (async () => (await check()).every((equation) => equation.holds));
  while (performance.now() < deadlineMs && !(await isQuiet())) await delay(100);
  const equations = await check();
  for (const { name, left, right, holds } of equations)
    print(`${holds ? "holds" : "BROKEN"}: ${name}: ${left} = ${right}`);
  return { seed: campaign.seed, kills, equations, holds: equations.every((equation) => equation.holds) };
}

async function pause(ms: number, broken: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const onBroken = () => resolve();
  broken.addEventListener("abort", onBroken, { once: true });
  await promise;
  clearTimeout(timer);
  broken.removeEventListener("abort", onBroken);
}

function sendKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It ended between reading its pid and the kill: as dead as we want it.
    if (codeOf(error) !== "ESRCH") throw error;
  }
}

async function untilGone(pid: number): Promise<void> {
  while (await isRunning(pid)) await delay(5);
}

async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
    throw error;
  }
  if (process.platform !== "linux") return true;
  // A zombie still has a pid: killed, but not yet collected by its parent.
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return stat !== null && !/^\d+ \(.*\) [ZX]/s.test(stat);
}
