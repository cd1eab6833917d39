import { HttpProblem } from "@millrace/platform/api";
import { metricDefinitions } from "../metrics/metric-definitions.ts";
import type { SitesRoutesContext } from "./context.ts";

/** Refuses a metric nobody declares: a slip of the pen would look like a metric that no website has. */
export function refuseUnknownMetric(
  { providers }: Pick<SitesRoutesContext, "providers">,
  metric: string | undefined,
  field: string,
): void {
  if (metric === undefined) return;
  const known = metricDefinitions(providers.all).map(({ id }) => id);
  if (known.includes(metric)) return;
  throw new HttpProblem(400, "unknown_metric", `There is no metric ${metric}.`, {
    field,
    action: `Use one of ${known.join(", ")}.`,
  });
}
