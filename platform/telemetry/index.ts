export { copyLog } from "./copy-log.ts";
export { createLogger, type Logger, type LoggerOptions } from "./logger.ts";
export { redact, redactText } from "./redact.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export { Gauge, Registry } from "prom-client";
export { inSpan, type SpanDescription } from "./in-span.ts";
export { startTracing, type Tracing, type TracingOptions } from "./tracing.ts";
