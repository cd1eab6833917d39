import type { ConnectorContext } from "../../connectors/context.ts";
import { writeJson } from "../../values/write-json.ts";
import type { Row } from "../../records/column.ts";
import type { Batch, CommitReport, Delivery, DeliveryJob, WriteReceipt } from "../destination.ts";
import { postMessage } from "./post-message.ts";
import type { WebhookSettings } from "./settings.ts";

/** Posts batches to a receiver. What it has can't be asked, so a batch is sent again when its answer was lost. */
export class WebhookDelivery implements Delivery {
  readonly #settings: WebhookSettings;
  readonly #job: DeliveryJob;
  readonly #context: ConnectorContext;

  constructor(settings: WebhookSettings, job: DeliveryJob, context: ConnectorContext) {
    this.#settings = settings;
    this.#job = job;
    this.#context = context;
  }

  /** Always empty: a receiver can't be asked what it has. */
  held(): Promise<ReadonlySet<number>> {
    return Promise.resolve(new Set<number>());
  }

  async write(batch: Batch, signal: AbortSignal): Promise<WriteReceipt> {
    let bytes = 0;
    for (const message of messagesOf(batch, this.#job, this.#settings.batch_size)) {
      await postMessage(
        this.#settings,
        message,
        this.#context,
        AbortSignal.any([signal, this.#context.signal]),
      );
      bytes += Buffer.byteLength(message.body);
    }
    return { rows: batch.rows.length, bytes };
  }

  commit(total: { batches: number; rows: number }): Promise<CommitReport> {
    return Promise.resolve({
      validRows: total.rows,
      errorRows: 0,
      isCountedByDestination: false,
      facts: { batches: total.batches },
    });
  }

  /** Nothing: what was sent can't be called back. */
  discard(): Promise<void> {
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

/** The requests a batch is sent in, each with the key that stays the same at every try: `sync:stream:batch[:request]`. */
export function messagesOf(
  { number, columns, rows }: Batch,
  { connection, stream, target, syncId }: DeliveryJob,
  batchSize: number,
): { key: string; body: string }[] {
  const key = `${syncId}:${encodeURIComponent(stream)}:${number}`;
  const about = writeJson({ type: "records", connection, stream, target, sync_id: syncId, batch: number });
  const labels = columns.map(({ name }) => `${JSON.stringify(name)}:`);
  const recordOf = (row: Row): string =>
    `{${labels.map((label, at) => label + writeJson(row[at] ?? null)).join(",")}}`;
  const requests = Math.ceil(rows.length / batchSize);
  return Array.from({ length: requests }, (_, at) => ({
    key: requests === 1 ? key : `${key}:${at + 1}`,
    body: `${about.slice(0, -1)},"records":[${rows
      .slice(at * batchSize, (at + 1) * batchSize)
      .map(recordOf)
      .join(",")}]}`,
  }));
}
