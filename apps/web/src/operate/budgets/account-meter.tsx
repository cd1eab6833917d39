import type { BudgetState } from "@millrace/server/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Meter } from "../parts/meter.tsx";
import { useNames } from "../parts/names.ts";

/** Requests of the running period of those allowed to one account. */
export function AccountMeter({
  vendor,
  account,
}: {
  /** As people call it. */
  vendor: string;
  account: BudgetState["accounts"][number];
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useNames().account(account.account);
  const words = t("sources.spent", {
    spent: format.number(account.used),
    allowed: format.number(account.limit),
    period: format.duration(account.period_ms),
  });
  return (
    <>
      <div className="flex items-baseline justify-between gap-3 text-ui">
        <span className="min-w-0 truncate text-muted" title={account.account}>
          {name}
        </span>
        <span className="text-xs whitespace-nowrap tabular-nums">{words}</span>
      </div>
      <Meter
        label={t("sources.budgetOf", { name: `${vendor}, ${name}` })}
        value={account.used}
        of={account.limit}
        words={words}
        className="mt-1.5"
      />
    </>
  );
}
