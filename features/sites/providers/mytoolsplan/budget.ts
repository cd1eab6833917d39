import type { Budget } from "@millrace/platform/http";

/** As careful as a person who clicks: the portal's own limits are unknown, and its accounts are shared. */
export const myToolsPlanBudget: Budget = {
  account: "mytoolsplan:default",
  requestsPerPeriod: 60,
  periodMs: 60_000,
  burst: 10,
  concurrencyPerHost: 4,
  jitterMs: 500,
};

/** Our own simulator on this machine: more than sixteen workers can ask; a minute is long enough for permits to outlast a busy moment. */
export const myToolsPlanDemoBudget: Budget = {
  account: "mytoolsplan-demo:default",
  requestsPerPeriod: 12_000,
  periodMs: 60_000,
  burst: 1_000,
  concurrencyPerHost: 32,
  jitterMs: 0,
};
