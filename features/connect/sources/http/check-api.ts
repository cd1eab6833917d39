import { messageOf, NeedsAttention, Transient } from "@millrace/platform/errors";
import type { CheckReport, ConnectorContext } from "../../connectors/context.ts";
import type { SourcePage } from "../source.ts";
import { decodeAnswer } from "./decode-answer.ts";
import type { Paginator, StreamDefinition } from "./definition.ts";
import { pagingOf } from "./pagination.ts";
import { readStream } from "./read-stream.ts";
import type { HttpSettings } from "./settings.ts";

/** Asks for the first page of the first stream, and for the second where the first is shorter than a page is said to be. */
export async function checkApi(settings: HttpSettings, context: ConnectorContext): Promise<CheckReport> {
  const [stream] = settings.definition.streams;
  if (stream === undefined) return failed("The definition has no stream.");
  try {
    const page = await pageOf(settings, stream, context, null);
    const records = countIn(page, stream);
    const fault = await sizeFault(settings, stream, context, { page, records });
    if (fault !== null) return failed(fault);
    const count = `${records} ${records === 1 ? "record" : "records"}`;
    const host = new URL(page?.origin ?? "http://nowhere.invalid").hostname;
    return { isOk: true, message: `${host} answered with ${count} of ${stream.name}.`, setting: null };
  } catch (error) {
    return reportOf(error);
  }
}

/**
 * A page shorter than `size` ends a stream. Where the API gives less than it is asked for, everything after the first page
 * would be left out in silence: this finds out.
 */
async function sizeFault(
  settings: HttpSettings,
  stream: StreamDefinition,
  context: ConnectorContext,
  first: { page: SourcePage | null; records: number },
): Promise<string | null> {
  const { paginator } = stream;
  const size = sizeOf(paginator);
  const { records } = first;
  if (size === null || records === 0 || records >= size) return null;
  const smaller = { ...stream, paginator: withSize(paginator, records) };
  const facts = { body: null, records, headers: {}, url: "" };
  const position = pagingOf(smaller.paginator).next(facts, null);
  const from = JSON.stringify({ number: 2, position, largest: null });
  if (countIn(await pageOf(settings, smaller, context, from), stream) === 0) return null;
  return `A page of ${stream.name} is said to have ${size} records; it has ${records}, and there is another one behind it. Write ${records} into the paginator.`;
}

const sizeOf = (paginator: Paginator): number | null => {
  if (paginator.type === "page") return paginator.size ?? null;
  return paginator.type === "offset" ? (paginator.limit ?? null) : null;
};

function withSize(paginator: Paginator, records: number): Paginator {
  if (paginator.type === "page") return { ...paginator, size: records };
  return paginator.type === "offset" ? { ...paginator, limit: records } : paginator;
}

async function pageOf(
  settings: HttpSettings,
  stream: StreamDefinition,
  context: ConnectorContext,
  from: string | null,
): Promise<SourcePage | null> {
  for await (const page of readStream(settings, stream, { from, state: null }, context)) return page;
  return null;
}

const countIn = (page: SourcePage | null, stream: StreamDefinition): number =>
  page === null ? 0 : decodeAnswer(page.body, stream).records.length;

const failed = (message: string, setting: string | null = "definition"): CheckReport => ({
  isOk: false,
  message,
  setting,
});

/** Faults of the settings are what was asked for; others say nothing of them. */
function reportOf(error: unknown): CheckReport {
  if (error instanceof NeedsAttention) {
    const { status } = error.facts;
    return failed(error.message, status === 401 || status === 403 ? "secrets" : "definition");
  }
  if (error instanceof Transient && error.facts["code"] === "ENOTFOUND")
    return failed(`${messageOf(error)}. Check base_url.`);
  throw error;
}
