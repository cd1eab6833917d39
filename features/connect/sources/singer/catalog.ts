import { readFile } from "node:fs/promises";
import { messageOf, NeedsAttention } from "@millrace/platform/errors";
import { z } from "zod";
import type { ConnectorContext, JsonSchema } from "../../connectors/context.ts";
import type { SourceStream } from "../source.ts";
import { withKeys } from "../with-keys.ts";
import type { PrivateFolder } from "./private-folder.ts";
import type { SingerSettings } from "./settings.ts";
import { startTap } from "./tap-process.ts";

const metadataEntry = z.looseObject({
  breadcrumb: z.array(z.string()),
  metadata: z.looseObject({
    selected: z.boolean().nullish(),
    inclusion: z.string().nullish(),
    "table-key-properties": z.array(z.string()).nullish(),
    "replication-method": z.string().nullish(),
    "forced-replication-method": z.union([z.string(), z.looseObject({})]).nullish(),
    "valid-replication-keys": z.array(z.string()).nullish(),
  }),
});

/** https://github.com/singer-io/getting-started/blob/master/docs/DISCOVERY_MODE.md; taps add fields of their own. */
const catalogEntry = z.looseObject({
  stream: z.string().optional(),
  tap_stream_id: z.string().optional(),
  schema: z.looseObject({}).default({}),
  key_properties: z.array(z.string()).nullish(),
  replication_method: z.string().nullish(),
  metadata: z.array(metadataEntry).default([]),
});
type CatalogEntry = z.infer<typeof catalogEntry>;

const catalog = z.looseObject({ streams: z.array(catalogEntry) });
export type Catalog = z.infer<typeof catalog>;

/** The catalog of a tap: the settings' own, else what it says itself; null where streams are named instead. Throws by the ladder. */
export async function catalogOf(
  settings: SingerSettings,
  context: ConnectorContext,
  folder: PrivateFolder,
): Promise<Catalog | null> {
  const { catalog: given, streams } = settings;
  if (given !== null) return readCatalog(await givenCatalog(given), "The catalog of the settings");
  return streams.length > 0 ? null : discover(settings, context, folder);
}

async function givenCatalog(given: string | Record<string, unknown>): Promise<unknown> {
  if (typeof given !== "string") return given;
  if (given.trimStart().startsWith("{")) return parse(given, "The catalog of the settings");
  try {
    return parse(await readFile(given, "utf8"), `The catalog ${given}`);
  } catch (cause) {
    if (cause instanceof NeedsAttention) throw cause;
    throw new NeedsAttention(`The catalog ${given} can't be read: ${messageOf(cause)}`, {
      cause,
      facts: { setting: "catalog" },
    });
  }
}

async function discover(
  settings: SingerSettings,
  context: ConnectorContext,
  folder: PrivateFolder,
): Promise<Catalog> {
  const config = await folder.write("config.json", JSON.stringify(settings.config));
  await using tap = await startTap(settings, ["--config", config, "--discover"], context);
  const lines = (await Array.fromAsync(tap.lines())).flat();
  await tap.succeeded();
  const what = `What ${tap.name} --discover printed`;
  const text = Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")])).toString();
  return readCatalog(parse(text, what, tap.mask), what);
}

function parse(text: string, what: string, mask = (shown: string): string => shown): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new NeedsAttention(
      `${what} is no JSON. It begins with: ${mask(text).slice(0, 200)} If the tap has no --discover, name its streams in the settings.`,
      { cause },
    );
  }
}

function readCatalog(value: unknown, what: string): Catalog {
  const parsed = catalog.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new NeedsAttention(`${what} is no Singer catalog: it needs a list "streams" with a schema each.`);
}

/** The streams a catalog offers. */
export function streamsIn({ streams }: Catalog): SourceStream[] {
  return streams.map((entry) => {
    const primaryKey = entry.key_properties ?? rootOf(entry)?.["table-key-properties"] ?? [];
    return {
      name: nameIn(entry, streams),
      about: "",
      schema: withKeys(entry.schema as JsonSchema, primaryKey),
      primaryKey,
      isIncremental: methodOf(entry)?.toUpperCase() !== "FULL_TABLE",
    };
  });
}

/** null: neither the tap nor the catalog says. */
function methodOf(entry: CatalogEntry): string | null {
  const root = rootOf(entry);
  const forced = root?.["forced-replication-method"];
  const said = entry.replication_method ?? root?.["replication-method"] ?? null;
  return typeof forced === "string" ? forced : said;
}

/** The stream's name; its id where several have one name, as taps of databases do. */
function nameIn({ stream, tap_stream_id: id }: CatalogEntry, all: readonly CatalogEntry[]): string {
  const name = stream ?? id ?? "";
  return all.filter((each) => each.stream === name).length > 1 ? (id ?? name) : name;
}

const rootOf = ({ metadata }: CatalogEntry) =>
  metadata.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata;

/** What a tap may call a stream in its messages. Throws `NeedsAttention` when the catalog has none of this name. */
export function namesOf({ streams }: Catalog, name: string): string[] {
  const entry = streams.find((each) => nameIn(each, streams) === name);
  if (entry === undefined)
    throw new NeedsAttention(
      `The tap has no stream ${name}; it has ${streams.map((each) => nameIn(each, streams)).join(", ")}.`,
    );
  return [entry.stream, entry.tap_stream_id].filter((each) => each !== undefined);
}

/** The same catalog with one stream selected, in every way taps look for it. */
export function selectStream(given: Catalog, name: string): Catalog {
  const { streams } = given;
  return {
    ...given,
    streams: streams.map((entry) => (nameIn(entry, streams) === name ? selected(entry) : deselected(entry))),
  };
}

function deselected(entry: CatalogEntry): CatalogEntry {
  return {
    ...entry,
    selected: false,
    schema: { ...entry.schema, selected: false },
    metadata: withRoot(entry, { selected: false }),
  };
}

function selected(entry: CatalogEntry): CatalogEntry {
  const [key] = rootOf(entry)?.["valid-replication-keys"] ?? [];
  const isSaid = entry.replication_method != null || rootOf(entry)?.["replication-method"] != null;
  const incremental =
    key === undefined || isSaid ? {} : { "replication-method": "INCREMENTAL", "replication-key": key };
  return {
    ...entry,
    selected: true,
    schema: { ...entry.schema, selected: true },
    metadata: withRoot(entry, { ...incremental, selected: true }).map(selectField),
  };
}

/** Fields the catalog leaves open are wanted; those it turned down, or can't have, stay out. */
function selectField(field: CatalogEntry["metadata"][number]): CatalogEntry["metadata"][number] {
  const { selected: choice, inclusion } = field.metadata;
  return choice != null || inclusion === "unsupported"
    ? field
    : { ...field, metadata: { ...field.metadata, selected: true } };
}

function withRoot(entry: CatalogEntry, added: Record<string, unknown>): CatalogEntry["metadata"] {
  const fields = entry.metadata.filter(({ breadcrumb }) => breadcrumb.length > 0);
  return [{ breadcrumb: [], metadata: { ...rootOf(entry), ...added } }, ...fields];
}
