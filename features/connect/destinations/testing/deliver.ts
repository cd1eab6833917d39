import type { ConnectorContext } from "../../connectors/context.ts";
import type { Batch, CommitReport, Delivery, DeliveryJob, Destination, WriteMode } from "../destination.ts";

export interface DeliverOptions {
  destination: Destination;
  settings: unknown;
  context: ConnectorContext;
  job: DeliveryJob;
}

/** A job as the engine makes it. */
export function jobOf(syncId: string, target: string, mode: WriteMode): DeliveryJob {
  return {
    syncId,
    connection: { id: "0198c0de-0000-7000-8000-000000000001", name: "Contract" },
    plannedAt: "2026-11-29T20:00:00.000Z",
    stream: "customers",
    target,
    mode,
    primaryKey: mode === "merge" ? ["id"] : [],
  };
}

export function openDelivery({ destination, settings, context, job }: DeliverOptions): Promise<Delivery> {
  return destination.open(settings as Record<string, unknown>, job, context);
}

export const totalOf = (batches: readonly Batch[]): { batches: number; rows: number } => ({
  batches: batches.length,
  rows: batches.reduce((sum, { rows }) => sum + rows.length, 0),
});

/** What the engine does: the batches that are not there yet, in order, then the commit. `onCall` hears of each before it is made. */
export async function deliver(
  options: DeliverOptions,
  batches: readonly Batch[],
  onCall: (call: string) => void = () => undefined,
): Promise<CommitReport> {
  const { signal } = options.context;
  await using delivery = await openDelivery(options);
  const held = await delivery.held();
  for (const batch of batches) {
    onCall(`write ${batch.number}`);
    if (!held.has(batch.number)) await delivery.write(batch, signal);
  }
  onCall("commit");
  const report = await delivery.commit(totalOf(batches), signal);
  onCall("clean up");
  await delivery.cleanUp?.(signal);
  return report;
}
