import type { ExtractedPost, SourceDocument, Wall } from "../contract.ts";
import { extractDocument } from "../extraction/extract-document.ts";
import { expandDocuments } from "../sources/linkedin-import/expand-documents.ts";

/** Where the command writes. */
export interface ExtractIo {
  stdout: (line: string) => void;
  stderr: (line: string) => void;
  /** One JSON object per line; otherwise a short line for people. */
  json: boolean;
}

/**
 * `millrace extract <path>…`: prints every post found in saved pages, API answers, HAR, CSV, folders and ZIPs, one
 * per line, and every wall. Documents are read one at a time. Exit code: 0 when at least one post was found, 3 when
 * there was none, 2 when the usage is wrong (no path, or one that cannot be read; the other paths are still read).
 */
export async function runExtract(paths: string[], io: ExtractIo): Promise<number> {
  if (paths.length === 0) {
    io.stderr("Say which files, folders or archives to read: millrace extract <path>…");
    return 2;
  }
  const tally = { posts: 0, unreadable: 0 };
  for (const path of paths) await extractPath(path, io, tally);
  if (tally.unreadable > 0) return 2;
  if (tally.posts > 0) return 0;
  io.stderr("No post was found.");
  return 3;
}

async function extractPath(
  path: string,
  io: ExtractIo,
  tally: { posts: number; unreadable: number },
): Promise<void> {
  for await (const item of expandDocuments({ path })) {
    if ("refused" in item) {
      io.stderr(item.message);
      if (item.code === "not_found" || (item.code === "unreadable" && item.name === path))
        tally.unreadable += 1;
      continue;
    }
    tally.posts += printDocument(item, io);
  }
}

/** Prints what one document gave; the number of its posts. */
function printDocument(item: SourceDocument, io: ExtractIo): number {
  const result = extractDocument(item);
  for (const problem of result.problems) io.stderr(`${item.name}: ${problem}`);
  for (const post of result.posts) io.stdout(io.json ? JSON.stringify(post) : lineOf(post));
  if (result.wall !== null)
    io.stdout(
      io.json
        ? JSON.stringify(wallInOrder(result.wall))
        : `${item.name}: ${result.wall.wall}: ${result.wall.message}`,
    );
  return result.posts.length;
}

function wallInOrder({ wall, message, source_file }: Wall): Wall {
  return { wall, message, source_file };
}

/** A post for the eye: when, who, the beginning of the text, the address. */
function lineOf(post: ExtractedPost): string {
  const text = post.text?.replaceAll(/\s+/g, " ") ?? "";
  const start = Array.from(text).slice(0, 80).join("");
  return [
    post.published_at ?? "?",
    post.author.name ?? "?",
    start === text ? text : `${start}…`,
    post.permalink ?? "",
  ].join("  ");
}
