import { Broken } from "@millrace/platform/errors";
import type { ObjectStore } from "@millrace/platform/objects";
import { decodeText } from "../../tables/decode-text.ts";
import type { AskContext, CallAnswer, MetricDeclaration, RawReading, SiteProvider } from "../provider.ts";
import { csvMetrics, fileCall } from "./metrics.ts";
import { readFigures, type Figures } from "./read-figures.ts";

const extractorVersion = 1;

/** Files kept as read: workers of one session ask for the same one, website by website. */
const filesInMemory = 2;

/** Figures from an uploaded file: a column with the website, one per metric, and a date where there is one. */
export function createCsvProvider({
  metrics = csvMetrics,
}: { metrics?: readonly MetricDeclaration[] } = {}): SiteProvider {
  const read = new Map<string, Promise<Figures>>();
  const figuresOf = (objects: ObjectStore, hash: string): Promise<Figures> => {
    const known = read.get(hash);
    if (known !== undefined) return known;
    const [oldest] = read.keys();
    if (oldest !== undefined && read.size >= filesInMemory) read.delete(oldest);
    const figures = readFile(objects, hash, metrics).catch((error: unknown) => {
      // The next website tries again.
      read.delete(hash);
      throw error;
    });
    read.set(hash, figures);
    return figures;
  };
  return {
    id: "csv",
    label: "CSV",
    isOfficial: true,
    isDemo: false,
    notice: {
      en: "Figures from a file of yours: whether you may use them is between you and whoever they are from.",
      fr: "Des chiffres d'un fichier à vous : le droit de les utiliser se règle entre vous et leur auteur.",
    },
    budget: null,
    takesFiles: true,
    mirrors: [],
    metrics,
    calls: [
      {
        id: fileCall,
        kind: "file",
        gives: metrics.map(({ id }) => id),
        ask: async (context, { domain }) => {
          const { fileHash: hash, objects } = context;
          if (hash === null) throw new Broken("A session over figures of a file was started without a file.");
          return answerOf(await figuresOf(objects, hash), metrics, domain, { hash, now: context.now() });
        },
      },
    ],
    trouble: () => Promise.resolve(null),
  };
}

async function readFile(
  objects: AskContext["objects"],
  hash: string,
  metrics: readonly MetricDeclaration[],
): Promise<Figures> {
  const bytes = await objects.get(hash);
  if (bytes === null) throw new Broken(`The file of figures (${hash}) is not in the object store any more.`);
  const figures = readFigures(decodeText(bytes), metrics);
  if ("problem" in figures)
    throw new Broken(`The file of figures was accepted, and is none: ${figures.problem}`);
  return figures;
}

function answerOf(
  figures: Figures,
  metrics: readonly MetricDeclaration[],
  domain: string,
  { hash, now }: { hash: string; now: number },
): CallAnswer {
  const asOf = figures.byDomain.get(domain)?.asOf ?? null;
  return {
    call: fileCall,
    kind: "file",
    url: null,
    mirror: null,
    pageHash: hash,
    asOf,
    // Figures of last year are no news today: they take their place in history, and overwrite nothing newer.
    observedAt: new Date(asOf === null ? now : Math.min(now, Date.parse(asOf))).toISOString(),
    extractorVersion,
    readings: metrics.map(({ id }) => readingOf(figures, id, domain)),
  };
}

function readingOf({ byDomain, columns, locale }: Figures, metric: string, domain: string): RawReading {
  const row = byDomain.get(domain);
  const column = columns.get(metric);
  const reading = { metric, strategy: null, trust: 1, screenshotHash: null, locale };
  const nothing = { ...reading, raw: null, reason: "not_in_file" as const };
  if (row === undefined)
    return { ...nothing, place: "file", detail: "The file has no row for this website." };
  const place = `line ${row.line}${column === undefined ? "" : `, column “${column}”`}`;
  if (column === undefined) return { ...nothing, place, detail: "The file has no column for this metric." };
  const raw = row.cells.get(metric) ?? "";
  if (raw === "") return { ...nothing, place, detail: "The cell is empty." };
  return { ...reading, raw, reason: null, detail: null, place };
}
