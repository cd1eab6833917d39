import { HttpProblem } from "@millrace/platform/api";
import { Broken, NeedsAttention, UserFacingError } from "@millrace/platform/errors";
import type { ObjectStore } from "@millrace/platform/objects";
import type { Queryable } from "@millrace/platform/events";
import type { Secrets } from "@millrace/platform/secrets";
import { readySource, type ConnectorChoice } from "../connectors/bind.ts";
import type { ConnectorShelf } from "../connectors/shelf.ts";
import { UnreadablePage } from "../connectors/unreadable-page.ts";
import type { RowTrace } from "../contract.ts";
import { getConnectionOfSync } from "../queries/connections.ts";
import { getSyncPage, type StreamPage } from "../queries/proof.ts";
import { getSyncStream } from "../queries/sync-streams.ts";
import { RecordHasher } from "../records/record-hash.ts";
import type { SourceStream } from "../sources/source.ts";
import { isRecord, type Value } from "../values/value.ts";
import { shownJson } from "../values/shown-json.ts";
import { SegmentReader } from "./page-log.ts";

export interface Tracing {
  db: Queryable;
  objects: ObjectStore;
  shelf: ConnectorShelf;
  secrets: Secrets;
}

export interface RowPlace {
  syncId: string;
  page: number;
  offset: number;
}

/** `run:page:offset`, as `_run`, `_page` and `_offset` of a delivered row; null for any other text. */
export function parseRowPlace(text: string): RowPlace | null {
  const parts = /^(?<run>[a-z0-9-]{1,80})[:/](?<page>\d{1,9})[:/](?<offset>\d{1,9})$/u.exec(
    text.trim(),
  )?.groups;
  if (parts === undefined) return null;
  return { syncId: parts["run"] ?? "", page: Number(parts["page"]), offset: Number(parts["offset"]) };
}

/** A page of the log with its bytes. Throws `HttpProblem` 404 when it is not kept any more, or never was. */
export async function readLoggedPage(
  { db, objects }: Pick<Tracing, "db" | "objects">,
  { syncId, page }: Pick<RowPlace, "syncId" | "page">,
): Promise<{ page: StreamPage; body: Uint8Array }> {
  const found = await getSyncPage(db, syncId, page);
  if (found === null) throw pageNotFound(`The page log has no page ${page} of the sync ${syncId}.`);
  try {
    return { page: found, body: await new SegmentReader(objects).read(found) };
  } catch (error) {
    // Deleted since its row was read. What is there and damaged stays a fault.
    if (error instanceof Broken && !(await objects.has(found.objectHash)))
      throw pageNotFound(error.message, error);
    throw error;
  }
}

const pageNotFound = (message: string, cause?: Error): HttpProblem =>
  new HttpProblem(404, "page_not_found", message, {
    action: "It may have been pruned; the setting for keeping page logs says after how long.",
    ...(cause === undefined ? {} : { cause }),
  });

/** From a delivered row back to the answer it was read from. Throws `HttpProblem` 404 when a part of the way is gone. */
export async function traceRow(tracing: Tracing, place: RowPlace): Promise<RowTrace> {
  const { page, body } = await readLoggedPage(tracing, place);
  const { record, connectionName } = await recordOf(tracing, place, page, body);
  return {
    sync_id: place.syncId,
    connection_name: connectionName,
    stream: page.stream,
    page: place.page,
    offset: place.offset,
    origin: page.origin,
    request_id: page.requestId,
    fetched_at: page.fetchedAt,
    page_hash: page.bodyHash,
    record_hash: isRecord(record) ? new RecordHasher().of(record) : "",
    record: shownJson(record),
    response: new TextDecoder().decode(body),
  };
}

/** The record at a place as its source gave it; null when it is not kept any more. */
export async function recordAt(tracing: Tracing, place: RowPlace): Promise<Value> {
  try {
    const { page, body } = await readLoggedPage(tracing, place);
    return (await recordOf(tracing, place, page, body)).record;
  } catch (error) {
    if (error instanceof HttpProblem) return null;
    throw error;
  }
}

async function recordOf(
  { db, shelf, secrets }: Tracing,
  { syncId, page: number, offset }: RowPlace,
  page: StreamPage,
  body: Uint8Array,
): Promise<{ record: Value; connectionName: string }> {
  const connection = await getConnectionOfSync(db, syncId);
  const stream = await getSyncStream(db, page.syncStreamId);
  if (connection === null || stream === null)
    throw new HttpProblem(404, "sync_not_found", `There is no sync ${syncId}.`);
  const { stream: name, about, schema, primaryKey, isIncremental } = stream;
  const asked: SourceStream = { name, about, schema, primaryKey, isIncremental };
  const records = await decoded({ shelf, secrets }, connection.config.source, asked, body).catch(
    (error: unknown) => {
      if (!isUnreadable(error)) throw error;
      throw new HttpProblem(
        404,
        "record_not_readable",
        `Page ${number} of ${syncId} can't be read into records: ${error.message}`,
        { action: "Look at its answer as it came: GET /api/v1/syncs/{id}/pages/{number}.", cause: error },
      );
    },
  );
  const record = records[offset - 1];
  if (record === undefined)
    throw new HttpProblem(
      404,
      "record_not_found",
      `Page ${number} of ${syncId} has ${records.length} records, none at ${offset}.`,
    );
  return { record, connectionName: connection.name };
}

async function decoded(
  { shelf, secrets }: Pick<Tracing, "shelf" | "secrets">,
  choice: ConnectorChoice,
  stream: SourceStream,
  body: Uint8Array,
): Promise<readonly Value[]> {
  return (await readySource(shelf, secrets, choice)).decode(body, stream).records;
}

/** The answer was no page of records, or the source's settings of today don't open or read it. */
const isUnreadable = (error: unknown): error is Error =>
  error instanceof UnreadablePage || error instanceof NeedsAttention || error instanceof UserFacingError;
