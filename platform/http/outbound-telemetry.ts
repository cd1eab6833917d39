import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { Counter, Histogram, type Registry } from "prom-client";
import { PermitLapsed } from "./budget.ts";
import { codeOrNameOf } from "./ladder.ts";

/** What is counted of outbound calls. Labels are few and bounded: a vendor, a status class. */
export interface OutboundMetrics {
  requests: Counter<"vendor" | "status_class">;
  duration: Histogram<"vendor">;
  budgetWait: Histogram;
}

/** The metrics in this registry; made on the first call, found again on later ones. */
export function outboundMetrics(registry: Registry): OutboundMetrics {
  return {
    requests:
      (registry.getSingleMetric("millrace_outbound_requests_total") as
        | Counter<"vendor" | "status_class">
        | undefined) ??
      new Counter({
        name: "millrace_outbound_requests_total",
        help: "Outbound HTTP requests sent, by vendor and status class (2xx, 4xx, error…)",
        labelNames: ["vendor", "status_class"],
        registers: [registry],
      }),
    duration:
      (registry.getSingleMetric("millrace_outbound_duration_seconds") as Histogram<"vendor"> | undefined) ??
      new Histogram({
        name: "millrace_outbound_duration_seconds",
        help: "Time from sending a request to the end of its answer's body",
        labelNames: ["vendor"],
        buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
        registers: [registry],
      }),
    budgetWait:
      (registry.getSingleMetric("millrace_outbound_budget_wait_seconds") as Histogram | undefined) ??
      new Histogram({
        name: "millrace_outbound_budget_wait_seconds",
        help: "Time a request waited for its budget's permit",
        buckets: [0.001, 0.01, 0.1, 0.5, 1, 2, 3, 5],
        registers: [registry],
      }),
  };
}

export interface OutboundCall {
  vendor: string;
  method: string;
  url: URL;
  /** As it may be shown. */
  shownUrl: string;
}

const tracer = trace.getTracer("millrace.http");

/**
 * Runs one call inside a client span (OpenTelemetry HTTP semantic conventions) and counts it. The trace context is not
 * sent along: vendors are strangers.
 */
export async function observed<T extends { status: number }>(
  call: OutboundCall,
  metrics: OutboundMetrics | null,
  run: () => Promise<T>,
): Promise<T> {
  const attributes = {
    "http.request.method": call.method,
    "server.address": call.url.hostname,
    "server.port": Number(call.url.port) || (call.url.protocol === "https:" ? 443 : 80),
    "url.full": call.shownUrl,
    "millrace.vendor": call.vendor,
  };
  return tracer.startActiveSpan(call.method, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    const startedAt = performance.now();
    let statusClass: string | null = "error";
    try {
      const answer = await run();
      statusClass = `${Math.floor(answer.status / 100)}xx`;
      span.setAttribute("http.response.status_code", answer.status);
      if (answer.status >= 400)
        span.setAttribute("error.type", String(answer.status)).setStatus({ code: SpanStatusCode.ERROR });
      return answer;
    } catch (error) {
      if (error instanceof PermitLapsed) statusClass = null;
      span.setAttribute("error.type", codeOrNameOf(error)).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
      // Nothing was sent, so nothing is counted.
      if (statusClass !== null) metrics?.requests.inc({ vendor: call.vendor, status_class: statusClass });
      if (statusClass !== null)
        metrics?.duration.observe({ vendor: call.vendor }, (performance.now() - startedAt) / 1_000);
    }
  });
}
