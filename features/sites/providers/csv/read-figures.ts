import { parseDate } from "../../numbers/parse-date.ts";
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
    if ("problem" in read) {
      refused.push({ line, message: read.problem });
      continue;
    }
    const other = byDomain.get(read.domain);
    const isOlder = other !== undefined && (read.row.asOf ?? "") < (other.asOf ?? "");
    if (other !== undefined)
      refused.push({
        line: isOlder ? line : other.line,
        message: `Line ${isOlder ? other.line : line} has the figures of ${read.domain} that count.`,
      });
    if (!isOlder) byDomain.set(read.domain, read.row);
  }
}

function readRow(
  { line, cells, problem }: TableRecord,
  columns: Columns,
): { domain: string; row: FiguresRow } | { problem: string } {
  if (problem !== null) return { problem };
  const website = normaliseDomain(cells[columns.domain] ?? "");
  if ("problem" in website) return website;
  const written = (cells[columns.date] ?? "").trim();
  const date = written === "" ? null : parseDate(written, columns.locale ?? undefined);
  if (date !== null && "problem" in date) return { problem: date.detail };
  const figures = [...columns.metrics].map(
    ([metric, place]) => [metric, (cells[place] ?? "").trim()] as const,
  );
  return {
    domain: website.domain,
    row: { line, asOf: date?.ok ?? null, cells: new Map(figures) },
  };
}
