import { NeedsAttention } from "@millrace/platform/errors";
import type { CheckReport, ConnectorContext, JsonSchema } from "../../connectors/context.ts";
import { openReferences } from "../open-references.ts";
import { defineSource, type SourceStream } from "../source.ts";
import { withKeys } from "../with-keys.ts";
import { catalogOf, streamsIn } from "./catalog.ts";
import { openPrivateFolder } from "./private-folder.ts";
import { decodeMessages, readTap, tapLines } from "./read-tap.ts";
import { singerSettings, type SingerSettings } from "./settings.ts";

/** Any Singer tap, as a program of this machine. */
export const singerSource = defineSource({
  id: "singer",
  title: { en: "Singer tap", fr: "Tap Singer" },
  about: {
    en: "Any Singer tap installed on this machine, run for one stream at a time.",
    fr: "N'importe quel tap Singer installé sur cette machine, lancé pour un flux à la fois.",
  },
  settings: singerSettings,
  isLocal: true,
  budget: () => null,
  streams: streamsOf,
  check: checkTap,
  read: readTap,
  decode: ({ body }) => decodeMessages(body),
});

async function streamsOf(given: SingerSettings, context: ConnectorContext): Promise<SourceStream[]> {
  const settings = { ...given, config: await openReferences(given.config, context) };
  await using folder = await openPrivateFolder();
  const catalog = await catalogOf(settings, context, folder);
  if (catalog !== null) return streamsIn(catalog);
  return settings.streams.map(({ name, primary_key: primaryKey, schema }) => ({
    name,
    about: "",
    schema: withKeys(schema as JsonSchema, primaryKey),
    primaryKey,
    isIncremental: true,
  }));
}

/** Runs the tap until its first record: a tap proves its credentials only by reading. */
async function checkTap(settings: SingerSettings, context: ConnectorContext): Promise<CheckReport> {
  try {
    const streams = await streamsOf(settings, context);
    const [stream] = streams;
    if (stream === undefined) return { isOk: false, message: "The tap offers no stream.", setting: "config" };
    for await (const { lines } of tapLines(settings, { stream, state: null }, context))
      if (lines?.some((line) => /"type":\s*"RECORD"/iu.test(line.toString())) === true) break;
    const count = `${streams.length} ${streams.length === 1 ? "stream" : "streams"}`;
    return { isOk: true, message: `The tap offers ${count}, and ${stream.name} can be read.`, setting: null };
  } catch (error) {
    if (!(error instanceof NeedsAttention)) throw error;
    const { setting } = error.facts;
    return { isOk: false, message: error.message, setting: typeof setting === "string" ? setting : "config" };
  }
}
