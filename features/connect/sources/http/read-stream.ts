import { NeedsAttention, Transient, type ErrorFacts, type LadderError } from "@millrace/platform/errors";
import { z } from "zod";
import type { ConnectorContext } from "../../connectors/context.ts";
import { UnreadablePage } from "../../connectors/unreadable-page.ts";
import type { RecordValue } from "../../values/value.ts";
import type { ReadRequest, SourcePage } from "../source.ts";
import { createApiCaller, type ApiAnswer, type ApiCaller } from "./api-caller.ts";
import { decodeAnswer, readBody, type DecodedAnswer } from "./decode-answer.ts";
import type { StreamDefinition } from "./definition.ts";
import { EndlessReading } from "./endless-reading.ts";
import { askedFrom, largestOf, readState, writeState } from "./incremental.ts";
import { pagingOf } from "./pagination.ts";
import type { HttpSettings } from "./settings.ts";

/** What `next` holds: everything needed to go on with a page. */
const place = z.strictObject({
  /** Of the page to be asked for. */
  number: z.int().positive(),
  position: z.union([z.string(), z.number(), z.null()]),
  /** The incremental cursor's largest value so far, as the state keeps it. */
  largest: z.string().nullable(),
});
type Place = z.infer<typeof place>;

/** Pages of a stream, one request each. Throws by the ladder. */
export async function* readStream(
  settings: HttpSettings,
  stream: StreamDefinition,
  request: Pick<ReadRequest, "from" | "state">,
  context: ConnectorContext,
): AsyncGenerator<SourcePage> {
  const caller = await createApiCaller(settings, context);
  const guard = new EndlessReading(stream);
  const since = sinceOf(request.state, stream);
  for (let at: Place | null = placeOf(request, stream); at !== null;) {
    const answer: ApiAnswer = await caller.ask(stream, { ...at, since });
    const decoded = decode(answer, stream, at, caller);
    const largest = largestAfter(decoded.records, at, stream);
    const next = nextPlace({ settings, stream }, at, { answer, decoded, largest });
    if (next !== null) guard.look(at.number, decoded.records, next.position);
    yield {
      body: answer.body,
      next: next === null ? null : JSON.stringify(next),
      isResumable: true,
      state: isComplete(next, stream) ? largest : request.state,
      requestId: answer.requestId,
      origin: answer.origin,
    };
    at = next;
  }
}

/** Whether no record up to the largest cursor can be left out: records that come in any order say so on the last page only. */
const isComplete = (next: Place | null, { incremental }: StreamDefinition): boolean =>
  incremental !== undefined && (next === null || incremental.is_sorted);

function sinceOf(state: string | null, { incremental }: StreamDefinition): string | null {
  if (incremental === undefined) return null;
  return askedFrom(state === null ? null : readState(state, incremental), incremental);
}

/** The largest cursor so far, as the state keeps it. */
function largestAfter(
  records: readonly RecordValue[],
  { largest }: Place,
  { incremental }: StreamDefinition,
): string | null {
  if (incremental === undefined) return null;
  const known = largest === null ? null : readState(largest, incremental);
  const found = largestOf(records, known, incremental);
  return found === null ? null : writeState(found);
}

function placeOf({ from, state }: Pick<ReadRequest, "from" | "state">, stream: StreamDefinition): Place {
  if (from === null) return { number: 1, position: null, largest: state };
  const parsed = place.safeParse(JSON.parse(from));
  if (parsed.success) return parsed.data;
  throw new NeedsAttention(
    `The place where ${stream.name} was left is none of this definition: begin a new sync.`,
  );
}

/** What is no JSON (a maintenance page, a cut answer) may be JSON the next time; JSON of another shape needs a person. */
function decode(
  answer: ApiAnswer,
  stream: StreamDefinition,
  { number }: Place,
  caller: ApiCaller,
): DecodedAnswer {
  const describe = ({ message, beginning }: UnreadablePage): [string, { facts: ErrorFacts }] => {
    const { requestId } = answer;
    const request = requestId === null ? "" : `, request ${requestId}`;
    return [
      `Page ${number} of ${stream.name}${request} can't be read: ${message}. It begins with: ${caller.mask(beginning)}`,
      { facts: { stream: stream.name, page: number, requestId } },
    ];
  };
  whenUnreadable(
    () => readBody(answer.body),
    (fault) => new Transient(...describe(fault)),
  );
  return whenUnreadable(
    () => decodeAnswer(answer.body, stream),
    (fault) => new NeedsAttention(...describe(fault)),
  );
}

function whenUnreadable<Result>(read: () => Result, errorOf: (fault: UnreadablePage) => LadderError): Result {
  try {
    return read();
  } catch (error) {
    throw error instanceof UnreadablePage ? errorOf(error) : error;
  }
}

interface Read {
  answer: ApiAnswer;
  decoded: DecodedAnswer;
  largest: string | null;
}

function nextPlace(
  { settings, stream }: { settings: HttpSettings; stream: StreamDefinition },
  at: Place,
  { answer, decoded, largest }: Read,
): Place | null {
  const { headers, url } = answer;
  const facts = { body: decoded.body, records: decoded.records.length, headers, url };
  const position = pagingOf(stream.paginator).next(facts, at.position);
  if (position === null) return null;
  return { number: at.number + 1, position: withoutKey(position, settings), largest };
}

/** An address the API gave may hold the key it was asked with: it is kept without, and sent with it again. */
function withoutKey(position: string | number, { definition: { auth } }: HttpSettings): string | number {
  if (auth.type !== "api_key" || auth.in !== "query" || typeof position === "number") return position;
  const address = URL.parse(position);
  if (address?.searchParams.has(auth.name) !== true) return position;
  address.searchParams.delete(auth.name);
  return address.href;
}
