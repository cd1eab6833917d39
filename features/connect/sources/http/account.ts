import { createHash } from "node:crypto";
import type { Budget } from "@millrace/platform/http";
import { fillValue, type TemplateValues } from "./template.ts";
import { writeJson } from "../../values/write-json.ts";
import type { Value } from "../../values/value.ts";
import type { HttpSettings } from "./settings.ts";

/** Requests of one account in flight in one process. */
const concurrency = 4;

/** Values of templates outside a reading: nothing of a state or a page. */
export const valuesOf = ({ secrets, config }: HttpSettings): TemplateValues => ({
  secrets,
  config,
  state: { cursor: null },
  page: { cursor: null, number: null, offset: null },
});

/** Whom the API counts requests for: the same for the same address and credentials, and nothing of them can be read from it. */
export function accountOf(settings: HttpSettings): string {
  const { base_url: address, auth, headers } = settings.definition;
  const filled = fillValue([address, auth as Value, headers], valuesOf(settings));
  return `http:${createHash("sha256").update(writeJson(filled)).digest("hex").slice(0, 16)}`;
}

export function budgetOf(settings: HttpSettings): Budget {
  const { requests, per_seconds: seconds, burst } = settings.definition.rate;
  return {
    account: accountOf(settings),
    requestsPerPeriod: requests,
    periodMs: Math.round(seconds * 1_000),
    burst: burst ?? requests,
    concurrencyPerHost: concurrency,
    jitterMs: 0,
  };
}
