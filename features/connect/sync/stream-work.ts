import type { Pool, PoolClient } from "pg";
import type { ObjectStore } from "@millrace/platform/objects";
import type { ConnectorContext } from "../connectors/context.ts";
import type { SchemaPolicy } from "../contract.ts";
import type { BatchLimits, Delivery } from "../destinations/destination.ts";
import type { Column } from "../records/column.ts";
import type { ShaperState } from "../records/shape-rows.ts";
import type { DecodedPage, ReadRequest, SourcePage } from "../sources/source.ts";
import type { StoredSyncStream } from "../queries/sync-streams.ts";

/** A source with its settings, as far as one stream needs it. */
export interface BoundSource {
  read: (
    request: Pick<ReadRequest, "from" | "state">,
    context: ConnectorContext,
  ) => AsyncIterable<SourcePage>;
  decode: (body: Uint8Array) => DecodedPage;
}

/** A destination with its settings, as far as a delivery needs it. */
export interface BoundDestination {
  isOrdered: boolean;
  batch: BatchLimits;
  columnName: (field: string) => string;
  refusals: (table: { target: string; columns: readonly Column[] }) => string[];
}

/** Everything the delivery of one stream of one sync stands on. */
export interface StreamWork {
  pool: Pool;
  objects: ObjectStore;
  stream: StoredSyncStream;
  /** `connect.stream_state.id`: what the connection knows of the stream. */
  streamId: number;
  /** Whose pages are delivered: the sync's own, or those of the one it replays. */
  pagesSyncId: string;
  /** ISO 8601. */
  plannedAt: string;
  /** `connect.sync_stream.id` of those pages. */
  pagesOf: number;
  /** The same, when they are an earlier sync's; null: they are read from the source. */
  replays: number | null;
  /** Number of the last page the sync has. */
  highestPage: number;
  /** The columns an earlier sync left at the destination. */
  baseShape: ShaperState;
  source: BoundSource;
  /** true: the source counts requests. */
  isCounted: boolean;
  destination: BoundDestination;
  context: ConnectorContext;
  options: {
    schemaPolicy: SchemaPolicy;
    provenance: boolean;
    parallelUploads: number;
    badRecordsPercent: number;
  };
  isDryRun: boolean;
  /** true: what is written can be seen at once; false: at the commit. */
  isFinalAtWrite: boolean;
  /** Records are compared with what was delivered before. */
  tracksKeys: boolean;
  /** A record without a key can't be delivered. */
  needsKeys: boolean;
  /** Everything there is was read, so that a key that was not met is gone. */
  findsGone: boolean;
  /** What is delivered stands in place of what was there. */
  replacesAll: boolean;
  /** Where the next sync begins is kept. */
  keepsState: boolean;
  random: () => number;
  openDelivery: () => Promise<Delivery>;
  fence: (client: PoolClient) => Promise<void>;
  /** In such a transaction: the stream has got on, so that its run is not what workers died of. */
  gotOn: (client: PoolClient) => Promise<void>;
  /** What was read so far, delivered or not. */
  onRead: (records: number) => void;
  /** An answer asked us to slow down. */
  onLimited: () => void;
  /** Told why nothing moves for a while. */
  onWaiting: (message: string) => void;
}
