import { z } from "@hono/zod-openapi";
import { answers, HttpProblem, operation, type Api } from "@millrace/platform/api";
import type { ObjectStore } from "@millrace/platform/objects";
import { metricId, type MetricReading } from "../contract.ts";
import { evidencePage } from "../evidence/evidence-page.ts";
import { getReading } from "../queries/get-reading.ts";
import type { SitesRoutesContext } from "./context.ts";
import { websiteId, websiteTags } from "./website-parts.ts";

/** What was kept comes from elsewhere: nothing in it may run, load or reach the dashboard. */
const evidencePolicy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

const evidenceKind = z.enum(["answer", "page", "screenshot"]);
type EvidenceKind = z.infer<typeof evidenceKind>;

/** `GET /websites/{id}/metrics/{metric}/evidence`: the saved answer, page or picture behind a reading. */
export function addEvidenceRoute(api: Api, { db, objects }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/websites/{id}/metrics/{metric}/evidence",
    tags: websiteTags,
    summary:
      "What a provider answered, as it was saved, with the value's place marked; or the page's picture",
    request: {
      params: websiteId.extend({
        metric: metricId,
      }),
      query: z.object({
        measurement: z.uuid().optional().describe("Id of the measurement; default the newest reading"),
        kind: evidenceKind.default("answer"),
        language: z.enum(["en", "fr"]).default("en"),
      }),
    },
    responses: {
      200: {
        description: "A document without scripts, or the picture",
        content: { "text/html": { schema: z.string() }, "image/png": { schema: z.string() } },
      },
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(route, async (c) => {
    const { id, metric } = c.req.valid("param");
    const { measurement, kind, language } = c.req.valid("query");
    const reading = await getReading(db.pool, {
      websiteId: id,
      metric,
      measurementId: measurement ?? null,
    });
    if (reading === null)
      throw new HttpProblem(404, "reading_not_found", `There is no reading of ${metric} of this website.`, {
        field: "param.metric",
        action: "GET /api/v1/websites/{id}/metrics lists those there are.",
      });
    const kept = await keptEvidence(objects, reading, kind);
    const headers = { "content-security-policy": evidencePolicy };
    if (kind === "screenshot")
      return c.body(Buffer.from(kept), 200, { ...headers, "content-type": "image/png" });
    const html = evidencePage(kept, reading, language);
    return c.body(html, 200, { ...headers, "content-type": "text/html; charset=utf-8" });
  });
}

async function keptEvidence(
  objects: ObjectStore,
  { metric, provenance }: MetricReading,
  kind: EvidenceKind,
): Promise<Uint8Array> {
  const hash = kind === "screenshot" ? provenance?.screenshot_hash : provenance?.page_hash;
  if (hash === undefined || hash === null)
    throw new HttpProblem(404, "no_evidence", `Nothing of the kind was kept for ${metric}.`, {
      field: "query.kind",
      action: "A picture is kept when a page had changed; a computed metric has the evidence of its inputs.",
    });
  const bytes = await objects.get(hash);
  if (bytes !== null) return bytes;
  throw new HttpProblem(404, "evidence_gone", `What ${metric} was read from is not kept any more.`, {
    action: "Measure the website again to see it.",
  });
}
