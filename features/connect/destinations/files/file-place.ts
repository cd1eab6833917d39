import { NeedsAttention } from "@millrace/platform/errors";
import type { DeliveryJob } from "../destination.ts";
import type { FileFormat } from "./file-format.ts";
import { fileNameOf } from "./file-name.ts";

/** "one": a file per target, to which rows are appended. "per_sync": a folder per target, to which each sync adds a file. */
export type FilesPerTarget = "one" | "per_sync";

/** Where a delivery's rows go. */
export interface FilePlace {
  /** Names the target's staging, ledger and lock; the same for names that some file systems take for one. */
  key: string;
  /** Below the folder, with forward slashes. */
  file: string;
  isOnePerSync: boolean;
}

/** Throws `NeedsAttention` for a target that no file can be named after. */
export function filePlace(job: DeliveryJob, { extension }: FileFormat, files: FilesPerTarget): FilePlace {
  const name = fileNameOf(job.target);
  if (name === null) throw new NeedsAttention(namelessTarget(job.target));
  return {
    key: `${name}.${extension}`.toLowerCase(),
    file: files === "one" ? `${name}.${extension}` : `${name}/${job.syncId}.${extension}`,
    isOnePerSync: files === "per_sync",
  };
}

export const namelessTarget = (target: string): string =>
  `No file can be named after the target ${JSON.stringify(target)}. Give the stream a target with letters or digits.`;
