import type { Pool } from "pg";
import { Broken } from "@millrace/platform/errors";
import { BudgetGate } from "./budget.ts";
import type { Budget } from "./index.ts";

/** The budgets of a client: a fixed list, or a look-up for accounts that come and go. */
export type Budgets = readonly Budget[] | ((account: string) => Budget | null);

export interface BudgetEntry {
  budget: Budget;
  gate: BudgetGate;
}

/** Finds an account's budget and keeps its gate. */
export class BudgetBook {
  readonly #pool: Pool;
  readonly #find: (account: string) => Budget | null;
  readonly #entries = new Map<string, BudgetEntry>();

  constructor(pool: Pool, budgets: Budgets) {
    this.#pool = pool;
    this.#find =
      typeof budgets === "function"
        ? budgets
        : (account) => budgets.find((budget) => budget.account === account) ?? null;
  }

  /** Throws `Broken` for an account without a budget: it would be unlimited by mistake. */
  of(account: string): BudgetEntry {
    const budget = this.#find(account);
    if (budget === null)
      throw new Broken(
        `No budget is declared for the account ${account}. Declare one where the client is made.`,
        { facts: { account } },
      );
    const known = this.#entries.get(account);
    if (known !== undefined && isSame(known.budget, budget)) return known;
    // Changed settings begin with a new gate; permits of the old one lapse.
    known?.gate.close();
    const entry = { budget: { ...budget }, gate: new BudgetGate({ pool: this.#pool, budget }) };
    this.#entries.set(account, entry);
    return entry;
  }

  close(): void {
    for (const { gate } of this.#entries.values()) gate.close();
  }
}

function isSame(a: Budget, b: Budget): boolean {
  return (
    a.requestsPerPeriod === b.requestsPerPeriod &&
    a.periodMs === b.periodMs &&
    a.reservedRequests === b.reservedRequests &&
    a.toleranceMs === b.toleranceMs &&
    a.burst === b.burst &&
    a.concurrencyPerHost === b.concurrencyPerHost &&
    a.jitterMs === b.jitterMs
  );
}
