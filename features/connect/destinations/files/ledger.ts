import { z } from "zod";
import { NeedsAttention } from "@millrace/platform/errors";

/** Commits remembered per file: a repeated commit is one of the last few, so that this is plenty. */
const mostSyncs = 1_000;

const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** A sync whose rows are in the file, and what its commit reported. */
const ledgerEntry = z.object({
  id: z.string(),
  stream: z.string(),
  batches: z.int(),
  rows: z.int(),
  facts,
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;

/** What a file is like after a commit. */
const fileState = z.object({
  bytes: z.int(),
  sha256: z.string(),
  /** null: somebody else changed the file, so nobody knows. */
  rows: z.int().nullable(),
});
export type FileState = z.infer<typeof fileState>;

/** A file that is about to take its place: written down before it does, so that a repeated commit knows. */
const pendingFile = z.object({
  file: z.string(),
  state: fileState,
  layout: z.record(z.string(), z.string()),
  /** The sync that commits, first, and those it adopted rows from. */
  entries: z.array(ledgerEntry).min(1),
});
export type PendingFile = z.infer<typeof pendingFile>;

const ledger = z.object({
  version: z.literal(1),
  target: z.string(),
  /** How the format writes (a delimiter): another one would not fit behind what is there. */
  layout: z.record(z.string(), z.string()),
  /** The file of the target as Millrace wrote it last; null: it wrote none (one file per sync). */
  current: fileState.nullable(),
  pending: pendingFile.nullable(),
  /** Newest last. */
  syncs: z.array(ledgerEntry),
});

/** What is known of a target's files: lies beside them as `.millrace/<file>.json`. */
export type Ledger = z.infer<typeof ledger>;

export function newLedger(target: string, layout: Readonly<Record<string, string>>): Ledger {
  return { version: 1, target, layout: { ...layout }, current: null, pending: null, syncs: [] };
}

/** Throws `NeedsAttention` when it is none. `place` is for the message. */
export function parseLedger(text: string, place: string): Ledger {
  try {
    return ledger.parse(JSON.parse(text));
  } catch (cause) {
    throw new NeedsAttention(
      `${place} can't be read, so nobody knows which syncs the file beside it holds. Move both away, or bring them back from a backup.`,
      { cause },
    );
  }
}

export const entryOf = (known: Ledger | null, syncId: string): LedgerEntry | null =>
  known?.syncs.find(({ id }) => id === syncId) ?? null;

/** After a file has taken its place. `isOnePerSync`: it stands beside others, and is not the file of the target. */
export function afterPublishing(known: Ledger, pending: PendingFile, isOnePerSync: boolean): Ledger {
  const added = withEntries({ ...known, pending: null }, pending.entries);
  return isOnePerSync ? added : { ...added, current: pending.state, layout: pending.layout };
}

export const withEntries = (known: Ledger, entries: readonly LedgerEntry[]): Ledger => ({
  ...known,
  syncs: [...known.syncs, ...entries].slice(-mostSyncs),
});
