import { join } from "node:path";
import { TryAgainLater } from "@millrace/platform/errors";
import type { FileHome } from "./file-home.ts";
import type { FilePlace } from "./file-place.ts";
import { HeldLock } from "./held-lock.ts";
import { afterPublishing, parseLedger, type Ledger, type PendingFile } from "./ledger.ts";
import { makeFolder, Staging } from "./staging.ts";

/** A commit takes about as long as its file takes to write. */
const busyAgainMs = 2_000;

export interface TargetLedgerOptions {
  home: FileHome;
  place: FilePlace;
  contentType: string;
}

/** The ledger of one target: read, brought up to date after a crash, written; and the lock for who changes its files. */
export class TargetLedger {
  readonly #options: TargetLedgerOptions;

  constructor(options: TargetLedgerOptions) {
    this.#options = options;
  }

  /** One delivery at a time, in this process and beside it. Throws `TryAgainLater`. */
  async lock(): Promise<HeldLock> {
    const { home, place } = this.#options;
    await makeFolder(home.stagingRoot);
    const lock = HeldLock.take(join(home.stagingRoot, `${place.key}.lock`));
    if (lock !== null) return lock;
    throw new TryAgainLater(`${home.address(place.file)} is being written by another sync.`, {
      afterMs: busyAgainMs,
    });
  }

  async read(): Promise<Ledger | null> {
    const text = await this.#options.home.readNote(this.#name);
    return text === null ? null : parseLedger(text, this.#options.home.address(`.millrace/${this.#name}`));
  }

  /** As it is once a file that was about to take its place has, or has not. Take the lock before. */
  async resolved(): Promise<Ledger | null> {
    const known = await this.read();
    if (known?.pending == null) return known;
    const { pending } = known;
    const { home, contentType } = this.#options;
    const syncId = pending.entries[0]?.id ?? "";
    const assembled = this.staging(syncId).assembled;
    if (await home.isPublished(pending.file, assembled, { syncId, contentType }))
      return afterPublishing(known, pending, isOnePerSync(pending));
    await home.giveUp(pending.file, assembled);
    return { ...known, pending: null };
  }

  async write(ledger: Ledger): Promise<void> {
    await this.#options.home.writeNote(this.#name, JSON.stringify(ledger));
  }

  /** What a run has staged for this target. */
  staging(syncId: string): Staging {
    const { home, place } = this.#options;
    return new Staging(join(home.stagingRoot, syncId, place.key));
  }

  get #name(): string {
    return `${this.#options.place.key}.json`;
  }
}

/** By the pending file itself: the setting may have been changed since. */
const isOnePerSync = ({ file }: PendingFile): boolean => file.includes("/");
