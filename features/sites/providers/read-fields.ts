import type { ReasonCode } from "../contract.ts";
import type { MetricDeclaration, RawReading } from "./provider.ts";

/** An API says which field is which, so its values are as certain as it is itself; what is left is that it only estimates. */
const fieldTrust = 0.95;

/** Every metric of a call by the path its declaration names in what the call's reader hands over. */
export function readFields(
  call: string,
  metrics: readonly MetricDeclaration[],
  content: unknown,
): RawReading[] {
  return metrics.flatMap(({ id, from }) =>
    from.kind === "api" && from.call === call ? [readField(id, from.path, valueAt(content, from.path))] : [],
  );
}

/** The same reason for every metric of a call. */
export function withoutFields(
  call: string,
  metrics: readonly MetricDeclaration[],
  reason: ReasonCode,
  detail: string,
): RawReading[] {
  return readFields(call, metrics, null).map((reading) => ({ ...reading, reason, detail }));
}

function readField(metric: string, path: readonly string[], value: unknown): RawReading {
  const reading: RawReading = {
    metric,
    raw: null,
    reason: null,
    detail: null,
    place: path.join("."),
    strategy: null,
    trust: fieldTrust,
    screenshotHash: null,
    // Programs write numbers with a decimal point, whatever the language of the portal's pages.
    locale: "en",
  };
  if (value === undefined) return { ...reading, reason: "not_in_answer" };
  if (value === null) return { ...reading, reason: "no_data" };
  if (typeof value === "string" || typeof value === "number") return { ...reading, raw: value };
  return { ...reading, raw: JSON.stringify(value) };
}

function valueAt(content: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    content,
  );
}
