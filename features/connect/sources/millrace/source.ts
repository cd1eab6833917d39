import { codeOf, messageOf, NeedsAttention, Transient } from "@millrace/platform/errors";
import { isServerAway } from "@millrace/platform/db";
import type { RecordStream, StreamPage } from "@millrace/platform/streams";
import { z } from "zod";
import type { ConnectorContext, JsonSchema } from "../../connectors/context.ts";
import { UnreadablePage } from "../../connectors/unreadable-page.ts";
import { parseJson } from "../../values/parse-json.ts";
import { isRecord, type RecordValue, type Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";
import { defineSource, type ReadRequest, type SourcePage, type SourceStream } from "../source.ts";

/** Records on a page: some hundred kilobytes, read in a few milliseconds. */
const recordsPerPage = 500;

export interface MillraceSourceOptions {
  /** What the rooms of this house offer, asked for each time: rooms are opened after Connect is. */
  streams: () => readonly RecordStream[];
}

/** Every stream of this house itself, as a source like any other. A page is JSON Lines. */
export function createMillraceSource({ streams }: MillraceSourceOptions) {
  return defineSource({
    id: "millrace",
    title: { en: "This Millrace", fr: "Ce Millrace" },
    about: {
      en: "What the rooms of this house hold: posts, websites, their metrics, and whatever else they offer.",
      fr: "Ce que contiennent les pièces de cette maison : publications, sites, leurs mesures et tout ce qu'elles proposent.",
    },
    settings: z.strictObject({}),
    budget: () => null,
    check: () => {
      const names = streams().map(({ name }) => name);
      const message = `This house offers ${names.length} streams: ${names.join(", ")}.`;
      return Promise.resolve({ isOk: true, message, setting: null });
    },
    streams: () => Promise.resolve(streams().map(offered)),
    read: (_settings, request, context) => readRecords(streams(), request, context),
    decode: ({ body }) => ({ records: decodeLines(body) }),
  });
}

function offered({ name, about, schema, primaryKey }: RecordStream): SourceStream {
  const { $schema: _, ...jsonSchema } = z.toJSONSchema(schema, { target: "draft-7", unrepresentable: "any" });
  return { name, about, schema: jsonSchema as JsonSchema, primaryKey, isIncremental: true };
}

async function* readRecords(
  streams: readonly RecordStream[],
  { stream: { name }, from, state }: ReadRequest,
  { signal }: ConnectorContext,
): AsyncGenerator<SourcePage> {
  const stream = streams.find((each) => each.name === name);
  if (stream === undefined)
    throw new NeedsAttention(
      `This house has no stream ${name}; it has ${streams.map((each) => each.name).join(", ")}.`,
    );
  for (let cursor = from ?? state, hasMore = true; hasMore;) {
    signal.throwIfAborted();
    const page = await readPage(stream, cursor);
    ({ cursor, hasMore } = page);
    yield {
      body: Buffer.from(page.records.map((record) => `${writeJson(record as RecordValue)}\n`).join("")),
      next: hasMore ? cursor : null,
      isResumable: true,
      state: cursor,
      requestId: null,
      origin: `millrace:${name}`,
    };
  }
}

async function readPage(
  stream: RecordStream,
  cursor: string | null,
): Promise<StreamPage<Record<string, unknown>>> {
  try {
    return await stream.readSince(cursor, recordsPerPage);
  } catch (cause) {
    if (codeOf(cause) === "invalid_cursor")
      throw new NeedsAttention(
        `The place where ${stream.name} was left is none of this stream: read it in full once.`,
        { cause },
      );
    if (isServerAway(cause))
      throw new Transient(`The database is away, so ${stream.name} can't be read: ${messageOf(cause)}`, {
        cause,
      });
    throw cause;
  }
}

function decodeLines(body: Uint8Array): RecordValue[] {
  const lines = new TextDecoder().decode(body).split("\n");
  // Every record of a page ends its line: one that does not was cut.
  if (lines.pop() !== "") throw new UnreadablePage("its last record is cut off", body);
  return lines.map((line, at) => {
    const record = readLine(line, at, body);
    if (isRecord(record)) return record;
    throw new UnreadablePage(`its line ${at + 1} is no record`, body);
  });
}

function readLine(line: string, at: number, body: Uint8Array): Value {
  try {
    return parseJson(line);
  } catch (cause) {
    throw new UnreadablePage(`its line ${at + 1} is no JSON`, body, { cause });
  }
}
