import type { Budget } from "@millrace/platform/http";

interface Declared {
  budget: Budget;
  reservedPercent: number;
}

/**
 * Budgets of the accounts that connections use, as this process has met them; what is spent is shared by all processes. Of
 * several connections with one account the most careful counts: the largest reserve, and the smallest rate.
 */
export class AccountBudgets {
  readonly #declared = new Map<string, Declared>();
  readonly #looks = new Map<string, Budget>();

  /** For the syncs of a connection, in place of what it declared before. `reservedPercent`: of what may be sent, left to others. */
  declare(budget: Budget | null, reservedPercent: number, connectionId: string): void {
    if (budget === null) this.#declared.delete(connectionId);
    else this.#declared.set(connectionId, { budget, reservedPercent });
  }

  /** For a look at an account: counts only while no connection has declared it, so that a check changes nothing of a sync. */
  look(budget: Budget | null): void {
    if (budget !== null) this.#looks.set(budget.account, budget);
  }

  of(account: string): Budget | null {
    const declared = [...this.#declared.values()].filter(({ budget }) => budget.account === account);
    const [slowest] = declared.map(({ budget }) => budget).toSorted((a, b) => rateOf(a) - rateOf(b));
    if (slowest === undefined) return this.#looks.get(account) ?? null;
    const reservedPercent = Math.max(...declared.map((each) => each.reservedPercent));
    return { ...slowest, reservedRequests: Math.round((slowest.requestsPerPeriod * reservedPercent) / 100) };
  }
}

const rateOf = ({ requestsPerPeriod, periodMs }: Budget): number => requestsPerPeriod / periodMs;
