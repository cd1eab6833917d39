import { escapeHtml } from "./escape.ts";
import { findRaw } from "./locate.ts";
import type { MarkWriter } from "./mark-writer.ts";

const longestCell = 2_000;

/** The row of a CSV that a path (`row 3, text`) names, with the cell's value marked; null when it is not there. */
export function csvPanel(
  rows: readonly Record<string, string>[],
  path: string,
  raw: string,
  marks: MarkWriter,
): string | null {
  const place = /^row (\d+), (\w+)$/.exec(path);
  const row = place === null ? undefined : rows[Number(place[1]) - 1];
  const column = place?.[2] ?? "";
  const cell = row?.[column];
  if (row === undefined || cell === undefined) return null;
  /** LinkedIn's own export writes line breaks with quotes around them, which the extraction takes away. */
  const range = findRaw(cell, raw) ?? findRaw(cell.replaceAll('"\n"', " \n "), raw);
  if (range === null) return null;
  const lines = Object.entries(row).map(([name, value]) => {
    const shown =
      name === column ? marks.within(value, range, 1_000) : escapeHtml(value.slice(0, longestCell));
    return `<tr><th scope="row">${escapeHtml(name.replace(/^\?/, ""))}</th><td>${shown}</td></tr>`;
  });
  return `<table>${lines.join("\n")}</table>`;
}
