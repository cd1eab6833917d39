import { postSummary } from "@millrace/posts/contract";
import { z } from "zod";
import type { HouseConfig } from "../load-house-config.ts";
import { printLine, printNote } from "../print.ts";
import { callApi } from "../shared/call-api.ts";
import { withQuery } from "../shared/with-query.ts";
import { withServer } from "../shared/with-server.ts";

const page = z.object({ items: z.array(postSummary), next_cursor: z.string().nullable() });

/** Prints one page of stored posts. */
export async function listPosts(
  config: HouseConfig,
  filters: Readonly<Record<string, string | number | undefined>>,
  isJson: boolean,
): Promise<void> {
  const { items, next_cursor } = await withServer(config, (server) =>
    callApi(page, server, withQuery("/posts", filters)),
  );
  for (const post of items) {
    printLine(
      isJson
        ? JSON.stringify(post)
        : `${post.published_at ?? "date unknown"}  ${post.verdict}/${post.category}  ${post.author.name ?? "author unknown"}  ${firstLine(post.text)}`,
    );
  }
  if (next_cursor !== null) printNote(`More: --cursor ${next_cursor}`);
  if (items.length === 0) printNote("No post matches.");
}

function firstLine(text: string | null): string {
  const line = text?.split("\n")[0] ?? "text unknown";
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
}
