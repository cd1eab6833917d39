/** A report of Semrush: rows by column, or its error. */
export type SemrushReport = { rows: Record<string, string>[] } | { error: { code: number; message: string } };

/**
 * Reads a report: CSV with semicolons and a header line, fields that hold semicolons between double quotes; or one line
 * "ERROR 50 :: NOTHING FOUND", which comes with status 200 as well as with 4xx. null: neither.
 */
export function readReport(text: string): SemrushReport | null {
  const trimmed = text.trim();
  const error = /^ERROR (\d+) :: (.+)$/.exec(trimmed);
  if (error !== null) return { error: { code: Number(error[1]), message: error[2] ?? "" } };
  const [header, ...lines] = trimmed.split(/\r?\n/).map(readLine);
  if (header === undefined || header.length < 2) return null;
  return {
    rows: lines.map((fields) => Object.fromEntries(header.map((name, index) => [name, fields[index] ?? ""]))),
  };
}

function readLine(line: string): string[] {
  return [...line.matchAll(/(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g)].map(([, quotedField, field]) =>
    quotedField === undefined ? (field ?? "") : quotedField.replaceAll('""', '"'),
  );
}
