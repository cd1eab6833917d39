import { storableText } from "@millrace/platform/db";
import { tag } from "../contract.ts";
import { readRecord, type Place } from "../tables/read-record.ts";
import { normaliseDomain } from "../websites/normalise-domain.ts";
import type { TableShape } from "./table-shape.ts";

/** One row of a file of websites: a domain, or the sentence why there is none. */
export interface WebsiteRow {
  line: number;
  /** As written, cut to 500 characters. */
  text: string;
  domain: string | null;
  name: string | null;
  tags: string[];
  problem: string | null;
}

type TableColumns = Extract<TableShape, { kind: "table" }>;

const maxText = 500;
const maxName = 200;
const maxTags = 20;

/** Up to `count` rows from `from` on, and where to go on; null when that is the end of the text. */
export function readRows(
  text: string,
  shape: TableShape,
  from: Place,
  count: number,
): { rows: WebsiteRow[]; next: Place | null } {
  const rows: WebsiteRow[] = [];
  let place: Place | null = from;
  while (rows.length < count && place !== null) {
    const read: ReadRow | null =
      shape.kind === "list" ? readListed(text, place) : readTabled(text, shape, place);
    if (read !== null) rows.push(read.row);
    place = read?.next ?? null;
  }
  return { rows, next: place };
}

interface ReadRow {
  row: WebsiteRow;
  next: Place;
}

function readTabled(text: string, shape: TableColumns, place: Place): ReadRow | null {
  const record = readRecord(text, place, shape.delimiter);
  if (record === null) return null;
  const { line, next } = record;
  const found = record.problem === null ? rowOfCells(record.cells, shape) : refusal(record.problem);
  return { row: { line, text: shown(record.text), ...found }, next };
}

/** What divides the entries of a plain list, bullets and brackets of pasted text included. */
const entry = /[^\s,;|"'<>[\](){}]+/g;
const bullet = /^[-*•–—·]+$/u;

function readListed(text: string, place: Place): ReadRow | null {
  entry.lastIndex = place.offset;
  let found = entry.exec(text);
  while (found !== null && bullet.test(found[0])) found = entry.exec(text);
  if (found === null) return null;
  const line = place.line + lineEndsBetween(text, place.offset, found.index);
  const next = { offset: found.index + found[0].length, line };
  return { row: { line, text: shown(found[0]), ...rowOf(found[0], "", "") }, next };
}

function lineEndsBetween(text: string, from: number, to: number): number {
  return text.slice(from, to).match(/\r\n|\n|\r/g)?.length ?? 0;
}

type Found = Pick<WebsiteRow, "domain" | "name" | "tags" | "problem">;

const refusal = (problem: string): Found => ({ domain: null, name: null, tags: [], problem });

function rowOfCells(cells: readonly string[], shape: TableColumns): Found {
  if (cells.every((cell) => cell.trim() === "")) return refusal("The row is empty.");
  const cell = (column: number | null): string => (column === null ? "" : (cells[column] ?? "").trim());
  const domain = cell(shape.domain);
  if (domain === "") return refusal("The row has no domain.");
  return rowOf(domain, cell(shape.name), cell(shape.tags));
}

function rowOf(address: string, name: string, tagCell: string): Found {
  const read = normaliseDomain(address);
  if ("problem" in read) return refusal(read.problem);
  if (name.length > maxName) return refusal(`The name is longer than ${maxName} characters.`);
  const tags = [...new Set(tagCell.split(/[,;|\n\r]/).map((one) => storableText(one.trim())))].filter(
    Boolean,
  );
  const bad = tags.find((one) => !tag.safeParse(one).success);
  if (bad !== undefined) return refusal(`The tag “${shorten(bad, 60)}” is longer than 40 characters.`);
  if (tags.length > maxTags) return refusal(`The row has more than ${maxTags} tags.`);
  return { domain: read.domain, name: name === "" ? null : storableText(name), tags, problem: null };
}

const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

const shown = (text: string): string => storableText(shorten(text, maxText));
