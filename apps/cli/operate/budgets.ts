import { budgetList, budgetState, type BudgetState } from "@millrace/server/contract";
import { askHouse, type OutputFlags } from "./ask-house.ts";
import { tableOf, type Column } from "./table.ts";
import { durationText, instantText } from "./units.ts";

/** `operate budgets` */
export function showBudgets(flags: OutputFlags): Promise<void> {
  return askHouse({ path: "/budgets", answer: budgetList, lines: ({ items }) => budgetLines(items) }, flags);
}

/** `operate breaker close <vendor> <host>` */
export function closeBreaker(vendor: string, host: string, flags: OutputFlags): Promise<void> {
  return askHouse(
    {
      path: `/budgets/${encodeURIComponent(vendor)}/breakers/${encodeURIComponent(host)}/close`,
      answer: budgetState,
      body: {},
      lines: (state) => budgetLines([state]),
    },
    flags,
  );
}

type Account = BudgetState["accounts"][number];
type Breaker = BudgetState["breakers"][number] & { vendor: string };

function budgetLines(vendors: readonly BudgetState[]): string[] {
  const accounts = vendors.flatMap((vendor) => vendor.accounts);
  const breakers = vendors.flatMap(({ vendor, breakers: own }) => own.map((one) => ({ ...one, vendor })));
  if (accounts.length === 0 && breakers.length === 0) return ["No vendor was called yet."];
  return [
    ...tableOf(accounts, accountColumns),
    ...(breakers.length === 0 ? [] : ["", ...tableOf(breakers, breakerColumns)]),
  ];
}

const accountColumns: Column<Account>[] = [
  { heading: "account", of: (account) => account.account },
  { heading: "used", of: (account) => account.used },
  { heading: "of", of: (account) => account.limit },
  { heading: "per", of: (account) => durationText(account.period_ms) },
  { heading: "paused until", of: (account) => instantText(account.paused_until) },
];

const breakerColumns: Column<Breaker>[] = [
  { heading: "vendor", of: (breaker) => breaker.vendor },
  { heading: "host", of: (breaker) => breaker.host },
  { heading: "breaker", of: (breaker) => breaker.state },
  { heading: "failures", of: (breaker) => breaker.failures },
  {
    heading: "tried again in",
    of: ({ opens_in_ms }) => (opens_in_ms === 0 ? null : durationText(opens_in_ms)),
  },
  { heading: "last failure", of: (breaker) => breaker.last_failure },
];
