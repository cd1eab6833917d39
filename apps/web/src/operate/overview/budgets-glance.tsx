import { useTranslation } from "react-i18next";
import { Badge } from "../../shared/ui/badge.tsx";
import { AccountMeter } from "../budgets/account-meter.tsx";
import { useBudgets } from "../budgets/queries.ts";
import { useNames } from "../parts/names.ts";
import { Glance } from "./glance.tsx";

const shownVendors = 4;

/** Vendors with what is left to ask of them, and whose breakers are open. */
export function BudgetsGlance() {
  const { t } = useTranslation();
  const names = useNames();
  const query = useBudgets();
  const openOf = (budget: { breakers: readonly { state: string }[] }) =>
    budget.breakers.filter((breaker) => breaker.state === "open").length;
  const budgets = (query.data?.items ?? []).toSorted((a, b) => openOf(b) - openOf(a)).slice(0, shownVendors);
  return (
    <Glance
      title={t("nav.budgets")}
      to="/operate/budgets"
      query={query}
      isEmpty={budgets.length === 0}
      emptyText={t("operate.budgets.empty")}
    >
      {budgets.map((budget) => (
        <li key={budget.vendor} className="px-4 py-2 text-ui">
          <div className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate font-medium" title={budget.vendor}>
              {names.vendor(budget.vendor)}
            </span>
            {openOf(budget) > 0 && (
              <Badge tone="bad">{t("operate.budgets.openCount", { count: openOf(budget) })}</Badge>
            )}
          </div>
          {budget.accounts.slice(0, 2).map((account) => (
            <AccountMeter key={account.account} vendor={names.vendor(budget.vendor)} account={account} />
          ))}
        </li>
      ))}
    </Glance>
  );
}
