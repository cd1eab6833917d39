import type { Budget } from "@millrace/platform/http";
import type { z } from "zod";
import type { Bilingual, SettingsSchema } from "../connectors/settings.ts";
import type { CheckReport, ConnectorContext, JsonSchema } from "../connectors/context.ts";
import type { RecordValue } from "../values/value.ts";

/** A stream as its source offers it. */
export interface SourceStream {
  /** As the source names it ("customers"). */
  name: string;
  about: string;
  schema: JsonSchema;
  /** Fields that tell one record from another; empty when there are none. */
  primaryKey: readonly string[];
  /** true: a later sync can go on from where an earlier one ended (`state`). */
  isIncremental: boolean;
}

/** One answer of the source, as it came. */
export interface SourcePage {
  /** Kept in the page log byte for byte; `decode` reads it, now and at every replay. */
  body: Uint8Array;
  /** Where the next page is; null: this was the last. Give it as `from` to go on after this page. */
  next: string | null;
  /**
   * false: reading can't go on right after this page (a Singer tap between two STATE messages). What lies behind the last
   * resumable page is fetched again after a crash, so it is delivered only once a resumable page, or the end, is logged.
   */
  isResumable: boolean;
  /** What a later sync begins with if everything up to this page is delivered; null: it begins at the beginning. */
  state: string | null;
  /** The vendor's request id, where it gives one. */
  requestId: string | null;
  /** Address or place it was read from, secrets left out. */
  origin: string;
}

export interface ReadRequest {
  stream: SourceStream;
  /** `next` of the page after which to go on; null: from `state`. */
  from: string | null;
  /** `state` of the last page of the last sync that was delivered; null: from the beginning. */
  state: string | null;
}

/** What a page holds. */
export interface DecodedPage {
  records: readonly RecordValue[];
  /** A schema that holds from this page on, where the page brings one (Singer). */
  schema?: JsonSchema;
}

/** A source: one folder per member, one contract test for all. */
export interface Source<Schema extends SettingsSchema = SettingsSchema> {
  /** Kebab case, the name of its folder. */
  id: string;
  title: Bilingual;
  about: Bilingual;
  settings: Schema;
  /** true: it starts programs of this machine, which takes an owner. */
  isLocal?: boolean;
  /** null: nothing is called over the network. The same account wherever the same credentials are used. */
  budget(settings: z.output<Schema>): Budget | null;
  /** Proves settings and credentials with a real call. Throws only by the ladder for faults that say nothing of the settings. */
  check(settings: z.output<Schema>, context: ConnectorContext): Promise<CheckReport>;
  streams(settings: z.output<Schema>, context: ConnectorContext): Promise<SourceStream[]>;
  /**
   * Pages one after the other. Throws by the ladder: `TryAgainLater` and `Transient` (the engine goes on from the last logged
   * page), `NeedsAttention` (credentials, what is no answer of this API, a cursor that was there before).
   */
  read(
    settings: z.output<Schema>,
    request: ReadRequest,
    context: ConnectorContext,
  ): AsyncIterable<SourcePage>;
  /** Pure. Throws `UnreadablePage` for what is no page of this stream. */
  decode(page: { body: Uint8Array; stream: SourceStream }, settings: z.output<Schema>): DecodedPage;
}

/** Declares a source; keeps the types of its settings. */
export function defineSource<Schema extends SettingsSchema>(source: Source<Schema>): Source<Schema> {
  return source;
}
