import { z } from "@hono/zod-openapi";
import {
  operation,
  HttpProblem,
  answers,
  jsonAnswer,
  pageParameters,
  type Api,
} from "@millrace/platform/api";
import { postDetail, postFilters, postSummary } from "../contract.ts";
import { markPost, purgePost, type PostMark } from "../queries/change-post.ts";
import { getPost } from "../queries/get-post.ts";
import { listPosts } from "../queries/list-posts.ts";
import type { PostRoutesContext } from "./context.ts";

const tags = ["Posts"];
export const idParameter = z.object({
  id: z
    .uuid()
    .openapi({ param: { name: "id", in: "path" }, example: "01900000-0000-7000-8000-000000000000" }),
});
const summary = postSummary;

/** `GET /posts`, `GET /posts/{id}`, favourite, trash and purge. */
export function addPostRoutes(api: Api, context: PostRoutesContext): void {
  addReading(api, context);
  addMark(api, context, "favourite", {
    put: "Mark a post as favourite",
    delete: "Remove the favourite mark",
  });
  addMark(api, context, "trash", { put: "Put a post in the trash", delete: "Restore a post from the trash" });
  addPurge(api, context);
}

function addReading(api: Api, { db }: PostRoutesContext): void {
  const list = operation("posts:read", {
    method: "get",
    path: "/posts",
    tags,
    summary: "List posts: search, filters, order, cursor pages",
    request: { query: pageParameters.extend(postFilters.shape) },
    responses: {
      200: jsonAnswer(
        z.object({ items: z.array(summary), next_cursor: z.string().nullable() }),
        "One page of posts",
      ),
      400: answers.badRequest,
    },
  });
  api.openapi(list, async (c) => {
    const { limit, cursor, ...filters } = c.req.valid("query");
    return c.json(await listPosts(db, filters, { limit, cursor }), 200);
  });

  const read = operation("posts:read", {
    method: "get",
    path: "/posts/{id}",
    tags,
    summary: "One post with its evidence, trust and why it was kept or rejected",
    request: { params: idParameter },
    responses: { 200: jsonAnswer(postDetail, "The post"), 400: answers.badRequest, 404: answers.notFound },
  });
  api.openapi(read, async (c) => {
    const { id } = c.req.valid("param");
    const post = await getPost(db, id);
    if (post === null) throw postNotFound(id);
    return c.json(post, 200);
  });
}

function addMark(
  api: Api,
  { db }: PostRoutesContext,
  mark: PostMark,
  summaries: { put: string; delete: string },
): void {
  for (const method of ["put", "delete"] as const) {
    const route = operation("posts:write", {
      method,
      path: `/posts/{id}/${mark}`,
      tags,
      summary: summaries[method],
      request: { params: idParameter },
      responses: {
        200: jsonAnswer(summary, "The post as it is now"),
        400: answers.badRequest,
        404: answers.notFound,
      },
    });
    api.openapi(route, async (c) => {
      const { id } = c.req.valid("param");
      const post = await markPost(db, id, mark, method === "put");
      if (post === null) throw postNotFound(id);
      return c.json(post, 200);
    });
  }
}

function addPurge(api: Api, { db }: PostRoutesContext): void {
  const route = operation("posts:write", {
    method: "delete",
    path: "/posts/{id}",
    tags,
    summary: "Delete a post for good; only from the trash",
    request: { params: idParameter },
    responses: {
      204: { description: "Gone" },
      400: answers.badRequest,
      404: answers.notFound,
      409: answers.conflict,
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const outcome = await purgePost(db, id);
    if (outcome === "not_found") throw postNotFound(id);
    if (outcome === "not_in_trash") {
      throw new HttpProblem(
        409,
        "post_not_in_trash",
        `Post ${id} is not in the trash, so it was not deleted.`,
        {
          action: "Put it in the trash first.",
        },
      );
    }
    return c.body(null, 204);
  });
}

/** The problem every route about one post answers with when there is none. */
export function postNotFound(id: string): HttpProblem {
  return new HttpProblem(404, "post_not_found", `There is no post ${id}.`, {
    action: "It may have been deleted for good; look for it in the list.",
  });
}
