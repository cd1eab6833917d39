import { z } from "@hono/zod-openapi";
import { answers, operation, type Api } from "@millrace/platform/api";
import { exportChunks, exportContentTypes, exportFileName, exportFormats } from "@millrace/platform/exports";
import { websiteFilters, websiteOrder } from "../contract.ts";
import { readingsTable } from "../exports/readings-table.ts";
import { websitesTable } from "../exports/websites-table.ts";
import { metricDefinitions } from "../metrics/metric-definitions.ts";
import { allReadings } from "../queries/list-readings.ts";
import { allWebsites } from "../queries/list-websites.ts";
import type { SitesRoutesContext } from "./context.ts";
import { refuseUnknownMetric } from "./known-metric.ts";
import { websiteTags as tags } from "./website-parts.ts";

const file = { schema: z.string().openapi({ format: "binary" }) };
const shape = z.enum(["websites", "readings"]).default("websites").openapi({
  description: "One row per website, or one per reading ever made of them, with where each came from",
});

/** `GET /websites/export`: everything a filter finds, streamed. */
export function addWebsiteExport(api: Api, { db, clock, providers }: SitesRoutesContext): void {
  const route = operation("sites:read", {
    method: "get",
    path: "/websites/export",
    tags,
    summary:
      "Download websites or their readings as CSV, XLSX, JSON Lines or Parquet, with the filters of the list",
    request: { query: z.object({ format: z.enum(exportFormats), shape }).extend(websiteFilters.shape) },
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
    const { format, shape: wanted, ...filters } = c.req.valid("query");
    refuseUnknownMetric({ providers }, filters.missing, "query.missing");
    const now = clock.now();
    const order = websiteOrder.parse({});
    const chunks =
      wanted === "readings"
        ? exportChunks(format, readingsTable, allReadings(db.pool, filters, now))
        : exportChunks(
            format,
            websitesTable(metricDefinitions(providers.all)),
            allWebsites(db.pool, { filters, order, now }),
          );
    const name = exportFileName(format, wanted, filters.tag ?? "", new Date(now));
    return new Response(ReadableStream.from(chunks), {
      headers: {
        "content-type": exportContentTypes[format],
        "content-disposition": `attachment; filename="${name}"`,
      },
    });
  });
}
