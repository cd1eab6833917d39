import type { BreakerReport, BudgetReport } from "@millrace/platform/http";
import { redactText } from "@millrace/platform/telemetry";
import type { BreakerState, BudgetState } from "../../contract.ts";

/** Budgets and breakers by vendor, by name; an account's vendor is what stands before its colon. */
export function toBudgetStates(
  budgets: readonly BudgetReport[],
  breakers: readonly BreakerReport[],
  nowMs: number,
): BudgetState[] {
  const vendors = new Set([
    ...budgets.map(({ account }) => vendorOf(account)),
    ...breakers.map(({ vendor }) => vendor),
  ]);
  return [...vendors].toSorted().map((vendor) => ({
    vendor,
    accounts: budgets.filter(({ account }) => vendorOf(account) === vendor).map(toAccount),
    breakers: breakers
      .filter((breaker) => breaker.vendor === vendor)
      .map((breaker) => toBreaker(breaker, nowMs)),
  }));
}

function vendorOf(account: string): string {
  return account.split(":")[0] ?? account;
}

function toAccount(report: BudgetReport): BudgetState["accounts"][number] {
  return {
    account: report.account,
    limit: report.allowed,
    period_ms: report.periodMs,
    burst: report.burst,
    used: report.spent,
    paused_until: report.pausedUntil,
  };
}

function toBreaker(report: BreakerReport, nowMs: number): BreakerState {
  return {
    host: report.host,
    // One that is due for a probe still lets nothing else through.
    state: report.state === "closed" ? "closed" : "open",
    failures: report.failures,
    opens_in_ms: report.openUntil === null ? 0 : Math.max(0, Date.parse(report.openUntil) - nowMs),
    last_failure: report.lastFailure === null ? null : redactText(report.lastFailure),
  };
}
