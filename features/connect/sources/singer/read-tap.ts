import { UnreadablePage } from "../../connectors/unreadable-page.ts";
import type { ConnectorContext } from "../../connectors/context.ts";
import { NoSingerMessage, parseMessage, type SingerMessage } from "../../singer/messages.ts";
import type { RecordValue } from "../../values/value.ts";
import { openReferences } from "../open-references.ts";
import type { DecodedPage, ReadRequest, SourcePage } from "../source.ts";
import { catalogOf, namesOf, selectStream } from "./catalog.ts";
import { noState, PageCutter } from "./page-cutter.ts";
import { openPrivateFolder } from "./private-folder.ts";
import type { SingerSettings } from "./settings.ts";
import { startTap, type TapProcess } from "./tap-process.ts";

/** Pages of one stream. The tap ends when the reader stops reading, and waits while the reader is slow. Throws by the ladder. */
export async function* readTap(
  settings: SingerSettings,
  { stream, from, state }: ReadRequest,
  context: ConnectorContext,
): AsyncGenerator<SourcePage> {
  const known = from === noState ? null : (from ?? state);
  let cutter: PageCutter | null = null;
  for await (const { lines, tap, names } of tapLines(settings, { stream, state: known }, context)) {
    cutter ??= new PageCutter({
      names,
      stream: stream.name,
      tap: tap.name,
      mask: tap.mask,
      state: known,
      now: () => context.now(),
    });
    for (const line of lines ?? []) {
      const page = cutter.take(line);
      if (page !== null) yield page;
    }
    if (lines === null) yield cutter.last();
  }
}

interface TapLines {
  /** null: the tap has ended well. */
  lines: readonly Buffer[] | null;
  tap: TapProcess;
  /** As the tap may call the stream. */
  names: readonly string[];
}

/** Runs the tap with a catalog that selects one stream; what it prints, some lines at once. */
export async function* tapLines(
  given: SingerSettings,
  { stream, state }: Pick<ReadRequest, "stream" | "state">,
  context: ConnectorContext,
): AsyncGenerator<TapLines> {
  const settings = { ...given, config: await openReferences(given.config, context) };
  await using folder = await openPrivateFolder();
  const catalog = await catalogOf(settings, context, folder);
  const names = catalog === null ? [stream.name] : namesOf(catalog, stream.name);
  const parameters = ["--config", await folder.write("config.json", JSON.stringify(settings.config))];
  if (catalog !== null)
    parameters.push(
      settings.catalog_flag,
      await folder.write("catalog.json", JSON.stringify(selectStream(catalog, stream.name))),
    );
  if (state !== null) parameters.push("--state", await folder.write("state.json", state));
  await using tap = await startTap(settings, parameters, context);
  for await (const lines of tap.lines()) yield { lines, tap, names };
  await tap.succeeded();
  yield { lines: null, tap, names };
}

/** Pure. Throws `UnreadablePage`. */
export function decodeMessages(body: Uint8Array): DecodedPage {
  const messages = [...messagesIn(body)];
  const records = messages.flatMap((message): RecordValue[] =>
    message.type === "record" ? [message.record] : [],
  );
  const schema = messages.findLast((message) => message.type === "schema")?.schema;
  return schema === undefined ? { records } : { records, schema };
}

function* messagesIn(body: Uint8Array): Generator<SingerMessage> {
  const lines = new TextDecoder().decode(body).split("\n");
  // Every line of a page ends: one that does not was cut.
  if (lines.pop() !== "") throw new UnreadablePage("its last message is cut off", body);
  for (const [at, line] of lines.entries()) {
    try {
      yield parseMessage(line);
    } catch (cause) {
      if (!(cause instanceof NoSingerMessage)) throw cause;
      throw new UnreadablePage(`its line ${at + 1} is no Singer message: ${cause.message}`, body, { cause });
    }
  }
}
