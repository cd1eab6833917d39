import { NeedsAttention, messageOf } from "@millrace/platform/errors";

/** An older file that rows should be added to. */
export const unreadable = (address: string, cause: unknown): NeedsAttention =>
  new NeedsAttention(
    `${address} can't be read (${messageOf(cause)}), so nothing is added to it. Move it away, or bring it back from a backup.`,
    { cause },
  );
