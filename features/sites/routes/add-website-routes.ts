import type { Api } from "@millrace/platform/api";
import type { SitesRoutesContext } from "./context.ts";
import { addWebsiteExport } from "./website-export.ts";
import { addComparisons, addWebsiteMetrics } from "./website-metrics.ts";
import { addWebsiteBasics } from "./websites.ts";

/** Everything below `/websites` but imports and bulk changes, and the list of metrics. */
export function addWebsiteRoutes(api: Api, context: SitesRoutesContext): void {
  addWebsiteExport(api, context);
  addComparisons(api, context);
  addWebsiteBasics(api, context);
  addWebsiteMetrics(api, context);
}
