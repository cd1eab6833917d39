import { appendFile, readFile, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { nullWhenMissing } from "@millrace/platform/errors";

/** Which batches were acknowledged, in a file that survives a crash of the process: a number a line. */
export interface AcknowledgedBatches {
  numbers(): ReadonlySet<number>;
  /** Resolves when it is on disk. */
  add(batch: number): Promise<void>;
  remove(): Promise<void>;
}

export async function openAcknowledged(folder: string, name: string): Promise<AcknowledgedBatches> {
  const path = join(folder, `${name}.acknowledged`);
  const text = (await readFile(path, "utf8").catch(nullWhenMissing)) ?? "";
  // A crash may leave half a line, to which the next one would be appended.
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) await truncate(path, whole.length);
  const numbers = new Set(whole.split("\n").filter(Boolean).map(Number));
  let queue = Promise.resolve();
  return {
    numbers: () => numbers,
    add: (batch) => {
      const written = queue.then(() => appendFile(path, `${batch}\n`, { flush: true }));
      queue = written.catch(() => undefined);
      return written.then(() => void numbers.add(batch));
    },
    remove: () => rm(path, { force: true }),
  };
}
