import type { z } from "zod";
import type { Bilingual, SettingsSchema } from "../connectors/settings.ts";
import type { CheckReport, ConnectorContext } from "../connectors/context.ts";
import type { Column, Row } from "../records/column.ts";

/**
 * What happens at the destination. `append`: every row is added. `overwrite`: when the sync is committed, its rows stand in
 * place of what was there before; until then readers see the old. `merge`: a row replaces the one with its primary key.
 */
export type WriteMode = "append" | "overwrite" | "merge";

/** The records of one stream of one sync, as a destination sees them. */
export interface DeliveryJob {
  /** The same for the same planned time of the same connection, also after a crash; `[a-z0-9-]`, at most 80 characters. */
  syncId: string;
  connection: { id: string; name: string };
  /** ISO 8601. */
  plannedAt: string;
  stream: string;
  /** Table, file or collection to write to, by default made from the stream's name. */
  target: string;
  mode: WriteMode;
  /** Columns (by their names in the destination) that tell rows apart; never empty for `merge`. */
  primaryKey: readonly string[];
}

/**
 * Rows to be delivered. The same number always holds the same rows, whatever crashed in between: the columns, the rows and
 * their order are a function of the page log.
 */
export interface Batch {
  /** 1 for the first of a sync and stream; no number is left out. */
  number: number;
  columns: readonly Column[];
  rows: readonly Row[];
}

export interface WriteReceipt {
  rows: number;
  /** Bytes as they were sent or stored. */
  bytes: number;
}

/** What the destination says of the whole delivery once it stands. */
export interface CommitReport {
  /** Rows it accepted, by its own count where it has one, and those it refused. */
  validRows: number;
  errorRows: number;
  /** true: the counts are the destination's own; false: ours, of what it acknowledged. */
  isCountedByDestination: boolean;
  /** Session, job, files…: shown in the certificate. */
  facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** One delivery under way. Every call may be repeated after a crash with the same arguments, and then changes nothing twice. */
export interface Delivery extends AsyncDisposable {
  /**
   * Numbers of the batches that are at the destination already, asked of the destination itself when a delivery is opened:
   * what it holds is not sent again.
   */
  held(): Promise<ReadonlySet<number>>;
  /** Resolves when the destination has acknowledged the batch. Creates and widens what the columns need. */
  write(batch: Batch, signal: AbortSignal): Promise<WriteReceipt>;
  /** Everything written becomes visible and final. `total`: what was written in all, for deliveries that must know. */
  commit(total: { batches: number; rows: number }, signal: AbortSignal): Promise<CommitReport>;
  /** Removes what is not needed once the report is stored (an upload session, staged files, markers). May be repeated. */
  cleanUp?(signal: AbortSignal): Promise<void>;
  /**
   * Everything written so far will be delivered even if this process dies now: for a stream whose sender forgets what it has
   * sent (Singer), before it is told so. A later delivery to the same target takes over what a dead one had settled.
   */
  settle?(signal: AbortSignal): Promise<void>;
  /** Removes what a cancelled sync left behind (an upload session, staged files); what was visible stays. */
  discard(signal: AbortSignal): Promise<void>;
}

export interface BatchLimits {
  rows: number;
  /** Of the source's records as JSON, about. */
  bytes: number;
}

/** A destination: one folder per member, one contract test for all. */
export interface Destination<Schema extends SettingsSchema = SettingsSchema> {
  /** Kebab case, the name of its folder. */
  id: string;
  title: Bilingual;
  about: Bilingual;
  settings: Schema;
  guarantee: "exactly_once" | "at_least_once";
  /** Where the settings decide (a method with a bounded memory); default: `guarantee`. */
  guaranteeOf?(settings: z.output<Schema>): "exactly_once" | "at_least_once";
  /**
   * Where it writes, as far as a secret setting says so, without what only proves who asks: a sync goes on, and a memory of what
   * was delivered counts, at the same place alone. Kept as a hash. Default: no secret says where.
   */
  secretPlace?(settings: z.output<Schema>): string;
  /** Whether with these settings, as they were given, it writes to this machine: that takes an owner. Default: never. */
  isLocal?(settings: Readonly<Record<string, unknown>>): boolean;
  /** Why, and within which bounds: shown beside the connection. */
  guaranteeNote: Bilingual;
  modes: readonly WriteMode[];
  /** true: batches must be acknowledged one after the other (a merge whose later row wins). */
  isOrdered: boolean;
  /** true: what is written can be seen at once, so a cancelled sync has delivered it; false: at the commit. */
  isFinalAtWrite(settings: z.output<Schema>, mode: WriteMode): boolean;
  batch: BatchLimits;
  /** A field's name as this destination has it; the engine refuses two fields of one name. */
  columnName(field: string): string;
  /** The target made from a stream's name, when the user names none. */
  targetName(stream: string): string;
  /** Why it can't hold this table, each sentence naming the column or the limit; asked before the first write and at every change. Pure. */
  refusals(table: { target: string; columns: readonly Column[] }, settings: z.output<Schema>): string[];
  check(settings: z.output<Schema>, context: ConnectorContext): Promise<CheckReport>;
  open(settings: z.output<Schema>, job: DeliveryJob, context: ConnectorContext): Promise<Delivery>;
}

/** An address without user, password, query and fragment: `secretPlace` of what is reached by one secret address. */
export function placeOfAddress(address: string): string {
  const [, scheme = "", where = address] =
    /^([a-z0-9+.-]+:\/\/)(?:.*@)?([^?#]*)/iu.exec(address.trim()) ?? [];
  return scheme + where;
}

/** Declares a destination; keeps the types of its settings. */
export function defineDestination<Schema extends SettingsSchema>(
  destination: Destination<Schema>,
): Destination<Schema> {
  return destination;
}
