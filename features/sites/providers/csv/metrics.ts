import { standardMetrics } from "../../metrics/standard-metrics.ts";
import type { MetricDeclaration } from "../provider.ts";

/** The one call: looking a website up in the file. */
export const fileCall = "file";

/** Every standard metric: in a column called by its id, or by its name in English or French. */
export const csvMetrics: readonly MetricDeclaration[] = standardMetrics.map((metric) => ({
  ...metric,
  from: { kind: "file", call: fileCall, columns: [metric.id, metric.label.en, metric.label.fr] },
}));
