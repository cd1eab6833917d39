import { parseDate } from "../../numbers/parse-date.ts";
import type { Parsed } from "../../numbers/quantity.ts";
import { plainName } from "../../tables/plain-name.ts";
import { readRecord, type Place, type TableRecord } from "../../tables/read-record.ts";
import { readTableHead, type TableHead } from "../../tables/table-head.ts";
import { websiteColumns } from "../../tables/website-columns.ts";
import { normaliseDomain } from "../../websites/normalise-domain.ts";
import type { MetricDeclaration } from "../provider.ts";

/** What a file says about one website. */
export interface FiguresRow {
  line: number;
  /** Day or month the figures are of, ISO 8601; null when the file does not say. */
  asOf: string | null;
  /** Cells as written, by metric. */
  cells: ReadonlyMap<string, string>;
}

/** A file of figures, read to its end. */
export interface Figures {
  /** Columns that were recognised, as written, by metric. */
  columns: ReadonlyMap<string, string>;
  /** Columns that nothing is known about. */
  ignored: string[];
  /** A semicolon between cells is how French spreadsheets write, and tells what "1,234" is; null where that is open. */
  locale: "fr" | null;
  /** Rows of the file, its column names not among them. */
  rows: number;
  /** The row of each website; of several the one with the newest date, else the last. */
  byDomain: ReadonlyMap<string, FiguresRow>;
  /** Rows that say nothing about a website, or are older than another of the same one. */
  refused: { line: number; message: string }[];
}

const dateNames: readonly string[] = [
  "date",
  "day",
  "month",
  "period",
  "asof",
  "jour",
  "mois",
  "periode",
  "au",
];

/** Reads a table of figures, or says in one sentence why the text is none. */
export function readFigures(
  text: string,
  metrics: readonly MetricDeclaration[],
): Figures | { problem: string } {
  const metricOf = new Map(metrics.flatMap(namesOf));
  const isKnown = (name: string): boolean =>
    metricOf.has(name) || websiteColumns.domain.includes(name) || dateNames.includes(name);
  const head = readTableHead(text, isKnown);
  const domain = head?.names.findIndex((name) => websiteColumns.domain.includes(name)) ?? -1;
  if (head === null || domain === -1)
    return { problem: "The first row names no column for the website: call one of them “domain”." };
  const places = head.names.flatMap((name, place) => {
    const metric = metricOf.get(name);
    return metric === undefined ? [] : [[metric, place] as const];
  });
  if (places.length === 0)
    return {
      problem: `The first row names no metric: call columns ${metrics.map(({ id }) => id).join(", ")}, or by their names.`,
    };
  const date = head.names.findIndex((name) => dateNames.includes(name));
  const locale = head.delimiter === ";" ? "fr" : null;
  const label = (place: number): string => head.labels[place]?.trim() ?? "";
  return {
    columns: new Map(places.toReversed().map(([metric, place]) => [metric, label(place)])),
    ignored: head.labels.filter((_, place) => !isKnown(head.names[place] ?? "")).map((name) => name.trim()),
    locale,
    ...readRows(text, head, { domain, date, metrics: new Map(places.toReversed()), locale }),
  };
}

function namesOf({ id, from }: MetricDeclaration): (readonly [name: string, metric: string])[] {
  return from.kind === "file" ? from.columns.map((column) => [plainName(column), id] as const) : [];
}

interface Columns {
  domain: number;
  /** -1: there is none. */
  date: number;
  metrics: ReadonlyMap<string, number>;
  locale: "fr" | null;
}

function readRows(
  text: string,
  head: TableHead,
  columns: Columns,
): Pick<Figures, "rows" | "byDomain" | "refused"> {
  const byDomain = new Map<string, FiguresRow>();
  const refused: Figures["refused"] = [];
  let rows = 0;
  for (let place: Place = head.next; ;) {
    const record = readRecord(text, place, head.delimiter);
    if (record === null) return { rows, byDomain, refused };
    place = record.next;
    rows += 1;
    const read = readRow(record, columns);
    const { line } = record;
    if ("problem" in read) refused.push({ line, message: read.problem });
    else refused.push(...keepNewest(byDomain, read));
  }
}

/** Of two rows of one website the one with the newest date counts, else the later; the other is told. */
function keepNewest(
  byDomain: Map<string, FiguresRow>,
  { domain, row }: { domain: string; row: FiguresRow },
): Figures["refused"] {
  const other = byDomain.get(domain);
  if (other === undefined) {
    byDomain.set(domain, row);
    return [];
  }
  const [older, newer] = (row.asOf ?? "") < (other.asOf ?? "") ? [row, other] : [other, row];
  byDomain.set(domain, newer);
  return [{ line: older.line, message: `Line ${newer.line} has the figures of ${domain} that count.` }];
}

function readRow(
  { line, cells, problem }: TableRecord,
  columns: Columns,
): { domain: string; row: FiguresRow } | { problem: string } {
  if (problem !== null) return { problem };
  const cell = (place: number): string => (cells[place] ?? "").trim();
  const website = normaliseDomain(cell(columns.domain));
  if ("problem" in website) return website;
  const date = dateOf(cell(columns.date), columns.locale);
  if ("problem" in date) return { problem: date.detail };
  const figures = [...columns.metrics].map(([metric, place]) => [metric, cell(place)] as const);
  return { domain: website.domain, row: { line, asOf: date.ok, cells: new Map(figures) } };
}

function dateOf(written: string, locale: "fr" | null): Parsed<string | null> {
  return written === "" ? { ok: null } : parseDate(written, locale ?? undefined);
}
