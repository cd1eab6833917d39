import type { Budget } from "@millrace/platform/http";

/** Our own simulator on this machine: quick enough to fill the page in seconds, paced enough to show the pacing. */
export const linkedInDemoBudget: Budget = {
  account: "linkedin-demo:default",
  requestsPerPeriod: 20,
  periodMs: 1000,
  burst: 10,
  concurrencyPerHost: 4,
  jitterMs: 20,
};
