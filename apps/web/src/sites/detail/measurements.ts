import type { MetricPoint, WebsiteHistory } from "@millrace/sites/contract";

export interface Measurement {
  id: string;
  observedAt: string;
  points: Map<string, MetricPoint>;
}

/** The points of all metrics put together again by measurement, newest first. */
export function measurementsOf(history: WebsiteHistory): Measurement[] {
  const byId = new Map<string, Measurement>();
  for (const { metric, points } of history.metrics) {
    for (const point of points) {
      const { measurement_id: id, observed_at: observedAt } = point;
      const measurement = byId.get(id) ?? { id, observedAt, points: new Map<string, MetricPoint>() };
      measurement.points.set(metric, point);
      byId.set(id, measurement);
    }
  }
  return [...byId.values()].toSorted((a, b) => b.observedAt.localeCompare(a.observedAt));
}
