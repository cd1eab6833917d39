import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** Everything Prometheus may scrape from one process; one registry, passed to whoever counts. */
export interface Metrics {
  registry: Registry;
  httpRequestDurationSeconds: Histogram<"method" | "route" | "status">;
  stepDurationSeconds: Histogram<"workflow" | "outcome">;
  runDurationSeconds: Histogram<"workflow" | "outcome">;
  sseClients: Gauge;
  eventsPublishedTotal: Counter<"type">;
}

/** A fresh registry with Node's own metrics and the house's; units are in the names. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    httpRequestDurationSeconds: new Histogram({
      name: "millrace_http_request_duration_seconds",
      help: "Time from a request's arrival to the end of its answer's head",
      labelNames: ["method", "route", "status"],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    }),
    stepDurationSeconds: new Histogram({
      name: "millrace_step_duration_seconds",
      help: "One try of a step, by how it ended",
      labelNames: ["workflow", "outcome"],
      buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120],
      registers: [registry],
    }),
    runDurationSeconds: new Histogram({
      name: "millrace_run_duration_seconds",
      help: "One execution of a run in this process, by how the run ended",
      labelNames: ["workflow", "outcome"],
      buckets: [0.05, 0.5, 5, 30, 120, 600, 3_600],
      registers: [registry],
    }),
    sseClients: new Gauge({
      name: "millrace_sse_clients",
      help: "Live event streams open now",
      registers: [registry],
    }),
    eventsPublishedTotal: new Counter({
      name: "millrace_events_delivered_total",
      help: "Events read from the outbox by this process, by type",
      labelNames: ["type"],
      registers: [registry],
    }),
  };
}
