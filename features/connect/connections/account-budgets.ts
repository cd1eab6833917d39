import type { Budget } from "@millrace/platform/http";

/** Budgets of the accounts that connections use, as this process has met them; what is spent is shared by all processes. */
export class AccountBudgets {
  readonly #budgets = new Map<string, Budget>();

  /** `reservedPercent`: of what may be sent, left to others. */
  declare(budget: Budget | null, reservedPercent: number): void {
    if (budget === null) return;
    const reservedRequests = Math.round((budget.requestsPerPeriod * reservedPercent) / 100);
    this.#budgets.set(budget.account, { ...budget, reservedRequests });
  }

  of(account: string): Budget | null {
    return this.#budgets.get(account) ?? null;
  }
}
