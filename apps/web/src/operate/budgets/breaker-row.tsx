import type { BudgetState } from "@millrace/server/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMay } from "../../shared/session.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { operateApi } from "../api.ts";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { useOperation } from "../parts/use-operation.ts";
import { useTicking } from "../parts/use-ticking.ts";

type Breaker = BudgetState["breakers"][number];

/** One host: whether it is called, and when it is tried again. */
export function BreakerRow({
  vendor,
  breaker,
  readAtMs,
}: {
  vendor: string;
  breaker: Breaker;
  /** When the state was read: the time left counts down from there. */
  readAtMs: number;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const isOpen = breaker.state === "open";
  const nowMs = useTicking(isOpen);
  const leftMs = Math.max(0, breaker.opens_in_ms - Math.max(0, nowMs - readAtMs));
  return (
    <li className="px-4 py-2 text-ui">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 truncate font-mono text-xs">{breaker.host}</span>
        <Badge tone={isOpen ? "bad" : "good"}>
          {t(isOpen ? "operate.budgets.open" : "operate.budgets.closed")}
        </Badge>
        <span className="flex-1" />
        {isOpen && <CloseBreaker vendor={vendor} host={breaker.host} />}
      </div>
      {breaker.failures > 0 && (
        <p className="mt-0.5 text-xs text-pretty text-muted">
          {t("operate.budgets.failures", {
            count: breaker.failures,
            number: format.number(breaker.failures),
          })}
          {isOpen &&
            ` · ${
              leftMs === 0
                ? t("operate.budgets.triedNext")
                : t("operate.budgets.triedIn", { duration: format.duration(Math.ceil(leftMs / 1000) * 1000) })
            }`}
          {breaker.last_failure !== null && <span className="block">{breaker.last_failure}</span>}
        </p>
      )}
    </li>
  );
}

function CloseBreaker({ vendor, host }: { vendor: string; host: string }) {
  const { t } = useTranslation();
  const mayAdminister = useMay("operate:admin");
  const close = useOperation(
    () => operateApi.budgets.closeBreaker(vendor, host),
    () => ({ message: t("operate.budgets.closedDone", { host }) }),
  );
  if (!mayAdminister) return null;
  return (
    <ConfirmButton
      title={t("operate.budgets.closeTitle", { host })}
      confirmLabel={t("operate.budgets.close")}
      onConfirm={() => close.mutate()}
      button={{
        size: "small",
        disabled: close.isPending,
        "aria-label": t("operate.budgets.closeNamed", { host }),
        children: t("operate.budgets.close"),
      }}
    >
      <p>{t("operate.budgets.closeText")}</p>
    </ConfirmButton>
  );
}
