const ROWS_PER_CHUNK = 100;

/** One whole row per line, exactly as the API gives it. */
export async function* jsonlChunks(rows: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  let lines: string[] = [];
  for await (const row of rows) {
    lines.push(`${JSON.stringify(row)}\n`);
    if (lines.length >= ROWS_PER_CHUNK) {
      yield Buffer.from(lines.join(""), "utf8");
      lines = [];
    }
  }
  if (lines.length > 0) yield Buffer.from(lines.join(""), "utf8");
}
