import type { Batch, CommitReport, DeliveryJob, WriteMode } from "../../destination.ts";
import { jobOf, totalOf } from "../../testing/deliver.ts";
import { FileDelivery } from "../file-delivery.ts";
import type { FileFormat } from "../file-format.ts";
import type { FileHome } from "../file-home.ts";
import { filePlace, type FilesPerTarget } from "../file-place.ts";

export interface FileJob {
  home: FileHome;
  format: FileFormat;
  syncId: string;
  target?: string;
  stream?: string;
  mode?: WriteMode;
  files?: FilesPerTarget;
}

/** Opens a delivery to a file; it closes the home in the end. */
export async function openFileDelivery(options: FileJob): Promise<FileDelivery> {
  const { home, format, syncId, target = "customers", mode = "append", files = "one" } = options;
  const job: DeliveryJob = { ...jobOf(syncId, target, mode), stream: options.stream ?? target };
  return FileDelivery.open({ home, format, job, place: filePlace(job, format, files) });
}

/** Writes what is missing and commits, as the engine does. */
export async function deliverFile(options: FileJob, batches: readonly Batch[]): Promise<CommitReport> {
  const { signal } = new AbortController();
  await using delivery = await openFileDelivery(options);
  const held = await delivery.held();
  for (const batch of batches) if (!held.has(batch.number)) await delivery.write(batch);
  const report = await delivery.commit(totalOf(batches), signal);
  await delivery.cleanUp();
  return report;
}
