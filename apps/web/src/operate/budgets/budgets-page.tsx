import { Gauge } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { BudgetCard } from "./budget-card.tsx";
import { useBudgets } from "./queries.ts";

/** What each vendor may be asked, what it was asked, and which of its hosts are left in peace. */
export function BudgetsPage() {
  const { t } = useTranslation();
  const query = useBudgets();
  return (
    <Page title={t("nav.budgets")} description={t("operate.budgets.description")}>
      <QueryState query={query} rows={3} className="mx-0" />
      {query.data?.items.length === 0 && (
        <Empty icon={Gauge} title={t("operate.budgets.empty")}>
          {t("operate.budgets.emptyText")}
        </Empty>
      )}
      <ul className="grid gap-3 md:grid-cols-2">
        {query.data?.items.map((budget) => (
          <BudgetCard key={budget.vendor} budget={budget} readAtMs={query.dataUpdatedAt} />
        ))}
      </ul>
    </Page>
  );
}
