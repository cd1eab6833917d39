import type { Budget } from "@millrace/platform/http";
import { expect, test } from "vitest";
import { AccountBudgets } from "./account-budgets.ts";

const budget = (requestsPerPeriod: number, periodMs = 1_000): Budget => ({
  account: "vendor:one",
  requestsPerPeriod,
  periodMs,
  burst: 10,
  concurrencyPerHost: 4,
  jitterMs: 0,
});

test("a look at an account changes neither the rate nor the reserve of the syncs that use it", () => {
  const budgets = new AccountBudgets();
  budgets.look(budget(50));
  expect(budgets.of("vendor:one")).toMatchObject({ requestsPerPeriod: 50 });
  budgets.declare(budget(100), 40, "first");
  budgets.look(budget(5_000));
  expect(budgets.of("vendor:one")).toMatchObject({ requestsPerPeriod: 100, reservedRequests: 40 });
  expect(budgets.of("vendor:two")).toBeNull();
});

test("of several connections with one account the largest reserve and the smallest rate count", () => {
  const budgets = new AccountBudgets();
  budgets.declare(budget(100), 40, "first");
  // More requests, over a longer time: slower.
  budgets.declare(budget(600, 60_000), 10, "second");
  expect(budgets.of("vendor:one")).toMatchObject({
    requestsPerPeriod: 600,
    periodMs: 60_000,
    reservedRequests: 240,
  });
});

test("a connection that declares again counts as it is now, and not in the account it has left", () => {
  const budgets = new AccountBudgets();
  budgets.declare(budget(10), 80, "first");
  budgets.declare(budget(100), 0, "first");
  expect(budgets.of("vendor:one")).toMatchObject({ requestsPerPeriod: 100, reservedRequests: 0 });
  budgets.declare({ ...budget(1), account: "vendor:two" }, 0, "first");
  expect(budgets.of("vendor:one")).toBeNull();
  expect(budgets.of("vendor:two")).toMatchObject({ requestsPerPeriod: 1 });
});
