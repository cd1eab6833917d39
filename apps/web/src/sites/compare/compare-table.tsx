import type { WebsitesComparison } from "@millrace/sites/contract";
import { Trophy } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSettings } from "../../shared/settings.ts";
import { cn } from "../../shared/ui/cn.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { noValue } from "../parts/quantity-words.ts";
import { useMetrics, useQuantity, useReasonWords } from "../queries.ts";
import { bestOf, readingOf } from "./best-value.ts";

/** Current values, one column per website; the best of each line is marked. */
export function CompareTable({
  websites,
  metric: chosen,
}: {
  websites: WebsitesComparison["websites"];
  metric: string;
}) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const metrics = useMetrics();
  return (
    <Panel title={t("sites.compare.current")}>
      <div
        className="relative overflow-x-auto"
        tabIndex={0}
        role="region"
        aria-label={t("sites.compare.current")}
      >
        <table className="w-full text-ui tabular-nums">
          <thead className="text-xs text-muted">
            <tr>
              <th scope="col" className="sticky left-0 bg-panel px-4 py-2 text-left font-medium">
                {t("sites.compare.metric")}
              </th>
              {websites.map((website) => (
                <th
                  key={website.website_id}
                  scope="col"
                  className="px-3 py-2 text-right font-medium last:pr-4"
                >
                  <span className="ml-auto block max-w-40 truncate">{website.domain}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {metrics.map((metric) => {
              const best = bestOf(websites, metric.id);
              return (
                <tr key={metric.id} className={cn(metric.id === chosen && "bg-sunken")}>
                  <th
                    scope="row"
                    className={cn(
                      "sticky left-0 bg-panel px-4 py-2 text-left font-normal whitespace-nowrap",
                      metric.id === chosen && "bg-sunken font-medium",
                    )}
                  >
                    {metric.label[language]}
                  </th>
                  {websites.map((website) => (
                    <td key={website.website_id} className="px-3 py-2 text-right whitespace-nowrap last:pr-4">
                      <Value website={website} metric={metric.id} isBest={best.has(website.website_id)} />
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Value({
  website,
  metric,
  isBest,
}: {
  website: WebsitesComparison["websites"][number];
  metric: string;
  isBest: boolean;
}) {
  const { t } = useTranslation();
  const words = useQuantity();
  const reason = useReasonWords();
  const reading = readingOf(website, metric);
  if (reading === undefined || reading.kind === null) {
    const why = reason(reading?.reason ?? "not_measured");
    return (
      <span className="text-faint" title={why}>
        <span aria-hidden>{noValue}</span>
        <span className="sr-only">{why}</span>
      </span>
    );
  }
  return (
    <span
      title={words.long(reading)}
      className={cn("inline-flex items-center gap-1", isBest && "font-semibold text-good")}
    >
      {isBest && <Trophy role="img" aria-label={t("sites.compare.best")} className="size-3.5" />}
      {words.short(reading)}
    </span>
  );
}
