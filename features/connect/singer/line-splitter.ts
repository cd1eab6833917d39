import { NeedsAttention } from "@millrace/platform/errors";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** A line longer than any record should be; it would have to be held in memory whole. */
const longestLineBytes = 64 * 1024 * 1024;

/** Cuts bytes into lines, without their ends; blank lines don't count. */
export class LineSplitter {
  #parts: Uint8Array[] = [];
  #length = 0;

  /** The lines that are complete with these bytes. Throws `NeedsAttention` for one beyond 64 MB. */
  push(chunk: Uint8Array): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#keep(chunk.subarray(start, end));
      lines.push(...this.end());
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  /** The last line, where it has no end; nothing for a blank one. */
  end(): Buffer[] {
    const line = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    const length = line.at(-1) === CARRIAGE_RETURN ? line.byteLength - 1 : line.byteLength;
    return length === 0 ? [] : [line.subarray(0, length)];
  }

  #keep(part: Uint8Array): void {
    if (part.byteLength === 0) return;
    this.#parts.push(part);
    this.#length += part.byteLength;
    if (this.#length > longestLineBytes)
      throw new NeedsAttention(
        "A line has more than 64 MB: that is no message, or one that can't be delivered.",
      );
  }
}

/** The lines of a stream of bytes, those of a piece at once. Throws `NeedsAttention` for one beyond 64 MB. */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer[]> {
  const splitter = new LineSplitter();
  for await (const chunk of chunks) {
    const lines = splitter.push(chunk);
    if (lines.length > 0) yield lines;
  }
  yield splitter.end();
}
