/** One column of a table: its heading and what stands there for a row; null is shown as a dash. */
export interface Column<Row> {
  heading: string;
  of: (row: Row) => string | number | null;
}

/** Longest text of one cell; the whole of it is in --json. */
const widestCell = 80;

/** Rows as lines of text in columns, heading first; numbers stand to the right. */
export function tableOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  const cells = rows.map((row) => columns.map(({ of }) => of(row)));
  const widths = columns.map(({ heading }, index) =>
    Math.max(heading.length, ...cells.map((line) => textOf(line[index] ?? null).length)),
  );
  const line = (values: readonly (string | number | null)[]): string =>
    values
      .map((value, index) => {
        const width = widths[index] ?? 0;
        return typeof value === "number" ? textOf(value).padStart(width) : textOf(value).padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(columns.map(({ heading }) => heading)), ...cells.map(line)];
}

/** One fact per line, names in a column of their own. */
export function factsOf(facts: readonly (readonly [string, string | number | null])[]): string[] {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value === null ? "–" : value}`);
}

function textOf(value: string | number | null): string {
  if (value === null) return "–";
  const text = String(value).replaceAll(/\s+/g, " ");
  return text.length > widestCell ? `${text.slice(0, widestCell - 1)}…` : text;
}
