import type { MetricDefinition } from "@millrace/sites/contract";

/** A column of the table; `sort` is the name the API orders by, null where it cannot. */
export interface Column {
  id: "domain" | "status" | "coverage" | "measured" | "trend" | `metric:${string}`;
  sort: string | null;
  widthPx: number;
  /** Set for a metric's column. */
  metric: MetricDefinition | null;
}

/** The columns in their order; metrics as the registry has them. */
export function columnsOf(metrics: readonly MetricDefinition[]): Column[] {
  return [
    { id: "domain", sort: "domain", widthPx: 232, metric: null },
    { id: "status", sort: "status", widthPx: 108, metric: null },
    { id: "coverage", sort: "coverage", widthPx: 104, metric: null },
    { id: "measured", sort: "last_measured_at", widthPx: 92, metric: null },
    { id: "trend", sort: null, widthPx: 106, metric: null },
    ...metrics.map((metric): Column => ({ id: `metric:${metric.id}`, sort: metric.id, widthPx: 88, metric })),
  ];
}

/** Names and states begin with their beginning; of figures and ages one asks first for the largest. */
const ascendingFirst: ReadonlySet<string> = new Set(["domain", "status"]);

/** The order a click on a column's head asks for: its usual direction first, then the other. */
export function nextOrder(
  sort: string,
  current: { sort: string; direction: "asc" | "desc" },
): { sort: string; direction: "asc" | "desc" } {
  const usual = ascendingFirst.has(sort) ? "asc" : "desc";
  if (current.sort !== sort) return { sort, direction: usual };
  return { sort, direction: current.direction === "asc" ? "desc" : "asc" };
}
