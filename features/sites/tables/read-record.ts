/** A place in a text: what is read next, and the number of its line, counted from 1. */
export interface Place {
  offset: number;
  line: number;
}

export const beginning: Place = { offset: 0, line: 1 };

/** One row of a table. */
export interface TableRecord {
  line: number;
  /** As written, without its line end. */
  text: string;
  /** Empty when there is a problem. */
  cells: string[];
  /** Why its cells can't be told apart; null when they can. */
  problem: string | null;
  next: Place;
}

/** Longest row that may go over several lines, characters. A quote that is not closed by then was opened by mistake. */
const maxRecordChars = 20_000;

const lineEnd = /\r\n|\n|\r/g;

/**
 * Reads the row that begins at `place` (RFC 4180, any line end, spaces around quoted cells); null at the end. A row whose
 * quotes are wrong is its first line alone, so that a stray quote never takes the rest of the file along: the reason this
 * is no parser from the shelf.
 */
export function readRecord(text: string, place: Place, delimiter: string): TableRecord | null {
  if (place.offset >= text.length) return null;
  const end = lineEndAfter(text, place.offset);
  const line = text.slice(place.offset, end.start);
  const next = { offset: end.end, line: place.line + 1 };
  if (!line.includes('"')) return { ...at(place, line), cells: line.split(delimiter), problem: null, next };
  const read = readQuotedCells(text.slice(place.offset, place.offset + maxRecordChars), delimiter);
  if (typeof read !== "string" && read.length === maxRecordChars)
    return {
      ...at(place, line),
      cells: [],
      problem: `The row has ${maxRecordChars} characters or more.`,
      next,
    };
  if (typeof read === "string") return { ...at(place, line), cells: [], problem: read, next };
  const whole = text.slice(place.offset, place.offset + read.length);
  const after = lineEndAfter(text, place.offset + read.length);
  return {
    ...at(place, whole),
    cells: read.cells,
    problem: null,
    next: { offset: after.end, line: place.line + 1 + (whole.match(lineEnd)?.length ?? 0) },
  };
}

const at = ({ line }: Place, text: string): Pick<TableRecord, "line" | "text"> => ({ line, text });

function lineEndAfter(text: string, offset: number): { start: number; end: number } {
  lineEnd.lastIndex = offset;
  const found = lineEnd.exec(text);
  return found === null
    ? { start: text.length, end: text.length }
    : { start: found.index, end: found.index + found[0].length };
}

/** The cells of a row with quotes and how many characters they take, or what is wrong with it. */
function readQuotedCells(window: string, delimiter: string): { cells: string[]; length: number } | string {
  const cells: string[] = [];
  for (let from = 0; ;) {
    const cell = readCell(window, from, delimiter);
    if (typeof cell === "string") return cell;
    cells.push(cell.value);
    if (window[cell.end] !== delimiter) return { cells, length: cell.end };
    from = cell.end + 1;
  }
}

function readCell(window: string, from: number, delimiter: string): { value: string; end: number } | string {
  const opening = skipSpaces(window, from);
  if (window[opening] !== '"') return readPlainCell(window, from, delimiter);
  const unclosed = "A quote that opens in this line is never closed.";
  let value = "";
  for (let begin = opening + 1; ;) {
    const quote = window.indexOf('"', begin);
    if (quote === -1) return unclosed;
    value += window.slice(begin, quote);
    if (window[quote + 1] !== '"') {
      const end = skipSpaces(window, quote + 1);
      if (isCellEnd(window[end], delimiter)) return { value, end };
      // What closed it on a later line was most likely the opening of another cell.
      return /[\r\n]/.test(value)
        ? unclosed
        : "There is text behind a closing quote: quotes within a cell are doubled.";
    }
    value += '"';
    begin = quote + 2;
  }
}

/** A quote within a cell that does not begin with one is part of it. */
function readPlainCell(window: string, from: number, delimiter: string): { value: string; end: number } {
  let end = from;
  while (!isCellEnd(window[end], delimiter)) end += 1;
  return { value: window.slice(from, end), end };
}

function skipSpaces(window: string, from: number): number {
  let index = from;
  while (window[index] === " ") index += 1;
  return index;
}

function isCellEnd(sign: string | undefined, delimiter: string): boolean {
  return sign === undefined || sign === delimiter || sign === "\n" || sign === "\r";
}
