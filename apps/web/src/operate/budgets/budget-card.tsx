import type { BudgetState } from "@millrace/server/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { useNames } from "../parts/names.ts";
import { AccountMeter } from "./account-meter.tsx";
import { BreakerRow } from "./breaker-row.tsx";

/** One vendor: requests of the running period by account, and the breakers of its hosts. */
export function BudgetCard({ budget, readAtMs }: { budget: BudgetState; readAtMs: number }) {
  const { t } = useTranslation();
  const names = useNames();
  const name = names.vendor(budget.vendor);
  const open = budget.breakers.filter((breaker) => breaker.state === "open").length;
  return (
    <li className="rounded-lg border border-line bg-panel">
      <div className="px-4 py-3">
        <div className="flex items-center gap-2">
          <h2 className="min-w-0 flex-1 truncate text-sm font-semibold" title={budget.vendor}>
            {name}
          </h2>
          {open > 0 && <Badge tone="bad">{t("operate.budgets.openCount", { count: open })}</Badge>}
        </div>
        <ul className="mt-2 grid gap-3">
          {budget.accounts.length === 0 && (
            <li className="text-xs text-faint">{t("operate.budgets.noAccounts")}</li>
          )}
          {budget.accounts.map((account) => (
            <AccountLine key={account.account} vendor={name} account={account} />
          ))}
        </ul>
      </div>
      <ul className="divide-y divide-line border-t border-line">
        {budget.breakers.length === 0 && (
          <li className="px-4 py-2 text-xs text-faint">{t("operate.budgets.noBreakers")}</li>
        )}
        {budget.breakers.map((breaker) => (
          <BreakerRow key={breaker.host} vendor={budget.vendor} breaker={breaker} readAtMs={readAtMs} />
        ))}
      </ul>
    </li>
  );
}

function AccountLine({ vendor, account }: { vendor: string; account: BudgetState["accounts"][number] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li>
      <AccountMeter vendor={vendor} account={account} />
      <p className="mt-1 text-xs text-faint">
        {t("operate.budgets.burst", { count: account.burst, number: format.number(account.burst) })}
      </p>
      {account.paused_until !== null && (
        <p className="mt-0.5 text-xs text-warn">
          {t("operate.budgets.pausedUntil", { time: format.time(account.paused_until) })}
        </p>
      )}
    </li>
  );
}
