import type { Column, Row } from "../../records/column.ts";
import type { ConnectorContext } from "../../connectors/context.ts";
import type { Batch, CommitReport, Delivery, DeliveryJob } from "../destination.ts";
import { openTestContext } from "../testing/test-context.ts";
import { treasureDataDestination } from "./destination.ts";
import type { TreasureDataSettings } from "./settings.ts";
import type { TreasureDataSimulator } from "./simulator.ts";
import { openTreasureDataRig } from "./test-rig.ts";

/** What the tests of this folder share: a simulator, and syncs of a stream of customers to it. */
export interface TreasureDataHouse extends AsyncDisposable {
  simulator: TreasureDataSimulator;
  context: ConnectorContext;
  bulk: TreasureDataSettings;
  withId: TreasureDataSettings;
  /** Another sync than before, at a simulator as it was started. */
  begin: () => void;
  /** The job of the sync that has begun. */
  job: () => DeliveryJob;
  open: (settings?: TreasureDataSettings, more?: Partial<DeliveryJob>) => Promise<Delivery>;
  /** A whole sync, as the engine goes about it. */
  deliver: (
    batches: readonly Batch[],
    settings?: TreasureDataSettings,
    more?: Partial<DeliveryJob>,
  ) => Promise<CommitReport>;
  /** The column `id` of what was sent to the table customers. */
  ids: () => unknown[];
  /** How often this call was made since `begin`. */
  calls: (name: string) => number;
  /** A call as somebody else makes it, in the console. */
  act: (path: string, body?: unknown) => Promise<void>;
}

/** `plannedAt` of every job, in seconds. */
export const plannedAtSeconds = 1_795_921_200;

const columns: Column[] = [
  { name: "id", type: "integer" },
  { name: "email", type: "text" },
];

export const batchOf = (number: number, rows: readonly Row[], of: readonly Column[] = columns): Batch => ({
  number,
  columns: of,
  rows,
});

export async function openTreasureDataHouse(): Promise<TreasureDataHouse> {
  await using opened = new AsyncDisposableStack();
  const { context } = opened.use(await openTestContext());
  const rig = opened.use(await openTreasureDataRig("bulk"));
  const kept = opened.move();
  const { simulator, settings: bulk } = rig;
  const { signal } = new AbortController();
  let syncs = 0;
  const job = (): DeliveryJob => ({
    syncId: `sync-${syncs}`,
    connection: { id: "c", name: "yotpo" },
    plannedAt: "2026-11-29T03:00:00.000Z",
    stream: "customers",
    target: "customers",
    mode: "append",
    primaryKey: [],
  });
  const open: TreasureDataHouse["open"] = (settings = bulk, more = {}) =>
    treasureDataDestination.open(settings, { ...job(), ...more }, context);
  return {
    simulator,
    context,
    bulk,
    withId: { ...bulk, method: "import_with_id" },
    begin: () => {
      simulator.reset();
      syncs += 1;
    },
    job,
    open,
    deliver: async (batches, settings = bulk, more = {}) => {
      await using delivery = await open(settings, more);
      const held = await delivery.held();
      for (const batch of batches) if (!held.has(batch.number)) await delivery.write(batch, signal);
      const rows = batches.reduce((sum, batch) => sum + batch.rows.length, 0);
      const report = await delivery.commit({ batches: batches.length, rows }, signal);
      await delivery.cleanUp?.(signal);
      return report;
    },
    ids: () => simulator.records("crm", "customers").map(({ id }) => id),
    calls: (name) => simulator.requests().filter(({ call }) => call === name).length,
    act: async (path, body) => {
      const headers = { authorization: `TD1 ${simulator.apiKey}` };
      const url = `${simulator.url}/v3/${path}`;
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const call = { vendor: "somebody", account: null, url, method: "POST", headers, ...content } as const;
      const answer = await context.http.fetch(call);
      if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
