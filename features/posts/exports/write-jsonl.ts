import type { PostDetail } from "../contract.ts";

const ROWS_PER_CHUNK = 100;

/** One whole post per line, exactly as the API gives it. */
export async function* jsonlChunks(posts: AsyncIterable<PostDetail>): AsyncGenerator<Uint8Array> {
  let lines: string[] = [];
  for await (const post of posts) {
    lines.push(`${JSON.stringify(post)}\n`);
    if (lines.length >= ROWS_PER_CHUNK) {
      yield Buffer.from(lines.join(""), "utf8");
      lines = [];
    }
  }
  if (lines.length > 0) yield Buffer.from(lines.join(""), "utf8");
}
