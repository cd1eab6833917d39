import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { NeedsAttention, nullWhenMissing } from "@millrace/platform/errors";
import type { DeliveryJob } from "../destination.ts";
import type { FileHome } from "./file-home.ts";
import { HeldLock } from "./held-lock.ts";
import { entryOf, type Ledger } from "./ledger.ts";
import type { Staging } from "./staging.ts";
import type { TargetLedger } from "./target-ledger.ts";

/** Runs fed by a stream whose sender forgets: only theirs are taken over, for others are taken up again by themselves. */
export const forgetfulRun = /^singer-/u;

/** What a run that died had promised. */
export interface Leftover {
  syncId: string;
  stream: string;
  staging: Staging;
  /** The settled batches; the others are sent again by the sender. */
  numbers: readonly number[];
}

/**
 * The runs that left something for this target and live no more, oldest first. Take the target's lock before. None of them can
 * rise again until `owners` is disposed of.
 */
export async function findLeftovers(
  { home, ledger, job }: { home: FileHome; ledger: TargetLedger; job: DeliveryJob },
  known: Ledger,
  owners: DisposableStack,
): Promise<Leftover[]> {
  const found: { leftover: Leftover; bornMs: number }[] = [];
  for (const syncId of await runsIn(home)) {
    if (!forgetfulRun.test(syncId) || syncId === job.syncId || entryOf(known, syncId) !== null) continue;
    const staging = ledger.staging(syncId);
    const claim = await staging.claimed();
    if (claim === null || claim.target !== job.target) continue;
    const owner = HeldLock.take(staging.ownerLock);
    if (owner === null) continue;
    owners.use(owner);
    const numbers = await settledIn(staging);
    const { mtimeMs } = await stat(join(staging.folder, "claim.json"));
    found.push({ leftover: { syncId, stream: claim.stream, staging, numbers }, bornMs: mtimeMs });
  }
  return found.toSorted((a, b) => a.bornMs - b.bornMs).map(({ leftover }) => leftover);
}

/** Removes what runs staged for this target whose rows are in its file by now. */
export async function sweepDelivered(home: FileHome, ledger: TargetLedger, known: Ledger): Promise<void> {
  for (const syncId of await runsIn(home))
    if (entryOf(known, syncId) !== null) await ledger.staging(syncId).remove();
}

async function settledIn(staging: Staging): Promise<number[]> {
  const settled = (await staging.settled()) ?? 0;
  const numbers = (await staging.numbers()).filter((number) => number <= settled);
  if (numbers.length === settled) return numbers;
  throw new NeedsAttention(
    `Of ${settled} batches that were promised to arrive, ${numbers.length} are in ${staging.folder}. Bring the others back from a backup, or remove the folder to go on without them.`,
  );
}

async function runsIn({ stagingRoot }: FileHome): Promise<string[]> {
  const entries = (await readdir(stagingRoot, { withFileTypes: true }).catch(nullWhenMissing)) ?? [];
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
