import { z } from "@hono/zod-openapi";
import { operation, HttpProblem, answers, type Api } from "@millrace/platform/api";
import type { ObjectStore } from "@millrace/platform/objects";
import type { EvidenceItem, PostDetail } from "../contract.ts";
import { renderEvidence } from "../evidence/render-evidence.ts";
import { getPageContentType, getPost } from "../queries/get-post.ts";
import type { PostRoutesContext } from "./context.ts";
import { idParameter, postNotFound } from "./posts.ts";

/** Saved pages come from elsewhere: nothing in them may run, load or reach the dashboard. */
const evidencePolicy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/** `GET /posts/{id}/evidence/{field}`: the saved page with the value highlighted. */
export function addEvidenceRoute(api: Api, { db, objects }: PostRoutesContext): void {
  const route = operation("posts:read", {
    method: "get",
    path: "/posts/{id}/evidence/{field}",
    tags: ["Posts"],
    summary: "The saved page a value came from, with the value highlighted",
    request: {
      params: idParameter.extend({
        field: z
          .string()
          .min(1)
          .max(100)
          .openapi({ param: { name: "field", in: "path" }, example: "author.name" }),
      }),
      query: z.object({ language: z.enum(["en", "fr"]).default("en") }),
    },
    responses: {
      200: { description: "A page without scripts", content: { "text/html": { schema: z.string() } } },
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { id, field } = c.req.valid("param");
    const post = await getPost(db, id);
    if (post === null) throw postNotFound(id);
    const { html } = renderEvidence({
      bytes: await keptPage(objects, post),
      contentType: await getPageContentType(db, id),
      name: post.source_file ?? "",
      field,
      evidence: evidenceOf(post, field),
      urn: field.startsWith("reshared.") ? (post.reshared?.urn ?? null) : post.urn,
      language: c.req.valid("query").language,
    });
    return c.body(html, 200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": evidencePolicy,
    });
  });
}

function evidenceOf(post: PostDetail, field: string): EvidenceItem {
  const evidence = Object.hasOwn(post.evidence, field) ? post.evidence[field] : undefined;
  if (evidence !== undefined) return evidence;
  const reason = Object.hasOwn(post.unknown, field) ? post.unknown[field] : "it is no known field";
  throw new HttpProblem(404, "no_evidence", `There is no evidence for ${field} of this post: ${reason}.`, {
    field: "param.field",
  });
}

async function keptPage(objects: ObjectStore, post: PostDetail): Promise<Uint8Array> {
  const bytes = post.snapshot_hash === null ? null : await objects.get(post.snapshot_hash);
  if (bytes !== null) return bytes;
  throw new HttpProblem(404, "page_not_kept", "The page this value came from is not kept any more.", {
    action: "Import or collect the post again to see it.",
  });
}
