import { delimiters, firstRow, readTableHead, sampleRecords, type Delimiter } from "../tables/table-head.ts";
import type { Place } from "../tables/read-record.ts";
import { websiteColumns } from "../tables/website-columns.ts";
import { normaliseDomain } from "../websites/normalise-domain.ts";

/** How a file lists its websites. Columns are counted from 0; null where there is none. */
export type TableShape =
  | {
      kind: "table";
      delimiter: Delimiter;
      domain: number;
      name: number | null;
      tags: number | null;
      first: Place;
    }
  /** Domains and addresses, divided by line ends, commas, semicolons or spaces. */
  | { kind: "list"; first: Place };

const known = new Set(Object.values(websiteColumns).flat());

/** Rows looked at to find out what a file without column names is. */
const sampleSize = 50;

/** Finds out how a text lists websites: by its column names, else by where its domains are. */
export function tableShapeOf(text: string): TableShape {
  const head = readTableHead(text, (name) => known.has(name));
  if (head === null) return shapeByContent(text);
  const find = (names: readonly string[]): number | null => {
    const index = head.names.findIndex((name) => names.includes(name));
    return index === -1 ? null : index;
  };
  const rows = sampleRecords(text, head.next, head.delimiter, sampleSize).map(({ cells }) => cells);
  return {
    kind: "table",
    delimiter: head.delimiter,
    domain: find(websiteColumns.domain) ?? domainColumnOf(rows),
    name: find(websiteColumns.name),
    tags: find(websiteColumns.tags),
    first: head.next,
  };
}

function shapeByContent(text: string): TableShape {
  const first = firstRow(text);
  const samples = delimiters.map((delimiter) => ({
    delimiter,
    rows: sampleRecords(text, first, delimiter, sampleSize)
      .filter((record) => record.text.trim() !== "" && record.problem === null)
      .map(({ cells }) => cells),
  }));
  const table = samples
    .filter(({ rows }) => rows.filter((cells) => cells.length > 1).length * 2 > rows.length)
    .toSorted((a, b) => evenness(b.rows) - evenness(a.rows))[0];
  if (table === undefined || isOnlyDomains(table.rows)) return { kind: "list", first };
  const { delimiter, rows } = table;
  return { kind: "table", delimiter, domain: domainColumnOf(rows), name: null, tags: null, first };
}

/** Share of rows with as many cells as the first. */
function evenness(rows: readonly string[][]): number {
  const width = rows[0]?.length ?? 0;
  return rows.filter((cells) => cells.length === width).length / Math.max(rows.length, 1);
}

/** Domains beside domains are a list that goes on along the line, not columns. */
function isOnlyDomains(rows: readonly string[][]): boolean {
  const cells = rows.flat().filter((cell) => cell.trim() !== "");
  return cells.filter(isDomain).length >= cells.length * 0.8;
}

/** The column with the most domains; the first when none has any. */
function domainColumnOf(rows: readonly string[][]): number {
  const width = Math.max(1, ...rows.map((cells) => cells.length));
  const counts = Array.from(
    { length: width },
    (_, column) => rows.filter((cells) => isDomain(cells[column] ?? "")).length,
  );
  return counts.indexOf(Math.max(...counts));
}

const isDomain = (cell: string): boolean => "domain" in normaliseDomain(cell);
