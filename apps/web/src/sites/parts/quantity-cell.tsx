import type { Website } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useMetricLabel, useQuantity, useReasonWords } from "../queries.ts";
import { Hint } from "./hint.tsx";
import { noValue } from "./quantity-words.ts";

/** One metric of a website: its value, or a dash that says why there is none. */
export function QuantityCell({
  website,
  metric,
  isTabStop = false,
}: {
  website: Pick<Website, "metrics" | "missing">;
  metric: string;
  isTabStop?: boolean;
}) {
  const { t } = useTranslation();
  const words = useQuantity();
  const label = useMetricLabel();
  const reason = useReasonWords();
  const reading = website.metrics[metric];
  if (reading !== undefined && reading.kind !== null)
    return <span title={`${label(metric)}: ${words.long(reading)}`}>{words.short(reading)}</span>;
  const why = reason(website.missing[metric] ?? "not_measured");
  return (
    <Hint content={t("sites.missingBecause", { metric: label(metric), reason: why })}>
      <button
        type="button"
        tabIndex={isTabStop ? 0 : -1}
        className="cursor-help rounded px-1 text-faint"
        aria-label={t("sites.noValueBecause", { reason: why })}
      >
        {noValue}
      </button>
    </Hint>
  );
}
