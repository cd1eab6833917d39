import { useTranslation } from "react-i18next";
import { noValue } from "./quantity-words.ts";
import { cn } from "../../shared/ui/cn.ts";

/** How many of the expected metrics there are, as a bar and in figures. */
export function Coverage({
  obtained,
  expected,
  className,
}: {
  obtained: number;
  expected: number;
  className?: string;
}) {
  const { t } = useTranslation();
  if (expected === 0)
    return (
      <span className={cn("text-faint", className)}>
        <span aria-hidden>{noValue}</span>
        <span className="sr-only">{t("sites.reason.not_measured")}</span>
      </span>
    );
  const share = obtained / expected;
  return (
    <span
      role="img"
      aria-label={t("sites.coverageOf", { obtained, expected })}
      className={cn("flex items-center gap-2", className)}
    >
      <span className="h-1.5 min-w-8 flex-1 overflow-hidden rounded-full bg-line">
        <span
          className={cn("block h-full rounded-full", share === 1 ? "bg-good" : "bg-warn")}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span className="text-xs text-muted tabular-nums">
        {obtained}/{expected}
      </span>
    </span>
  );
}
