import { z } from "@hono/zod-openapi";
import { operation, answers, type Api } from "@millrace/platform/api";
import { exportChunks, exportContentTypes, exportFileName, exportFormats } from "@millrace/platform/exports";
import { postFilters } from "../contract.ts";
import { postsTable } from "../exports/posts-table.ts";
import { allPosts } from "../queries/list-posts.ts";
import type { PostRoutesContext } from "./context.ts";

const file = { schema: z.string().openapi({ format: "binary" }) };

/** `GET /posts/export`: everything a filter finds, streamed. */
export function addExportRoute(api: Api, { db, clock }: PostRoutesContext): void {
  const route = operation("posts:read", {
    method: "get",
    path: "/posts/export",
    tags: ["Posts"],
    summary: "Download posts as CSV, XLSX, JSON Lines or Parquet, with the filters of the list",
    request: { query: z.object({ format: z.enum(exportFormats) }).extend(postFilters.shape) },
    responses: {
      200: {
        description: "The file",
        content: Object.fromEntries(
          Object.values(exportContentTypes).map((type) => [type.split(";")[0] ?? type, file]),
        ),
      },
      400: answers.badRequest,
    },
  });
  api.openapi(route, (c) => {
    const { format, ...filters } = c.req.valid("query");
    const name = exportFileName(format, "posts", filters.q ?? "", new Date(clock.now()));
    return new Response(
      ReadableStream.from(exportChunks(format, postsTable, allPosts(db, filters), { bom: true })),
      {
        headers: {
          "content-type": exportContentTypes[format],
          "content-disposition": `attachment; filename="${name}"`,
        },
      },
    );
  });
}
