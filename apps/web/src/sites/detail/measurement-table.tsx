import type { WebsiteHistory } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { noValue } from "../parts/quantity-words.ts";
import { useInOrder, useMetricLabel, useQuantity, useReasonWords } from "../queries.ts";
import { measurementsOf } from "./measurements.ts";

/** Every measurement with all its metrics, newest first. */
export function MeasurementTable({ history }: { history: WebsiteHistory }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useQuantity();
  const label = useMetricLabel();
  const reason = useReasonWords();
  const metrics = useInOrder(history.metrics);
  const measurements = measurementsOf(history);
  if (measurements.length === 0) return null;
  return (
    <Panel title={t("sites.measurements")}>
      <div
        className="relative max-h-96 overflow-auto"
        tabIndex={0}
        role="region"
        aria-label={t("sites.measurements")}
      >
        <table className="w-full text-xs tabular-nums">
          <thead className="sticky top-0 z-10 bg-panel text-faint">
            <tr>
              <th scope="col" className="sticky left-0 bg-panel px-4 py-2 text-left font-medium">
                {t("sites.column.measured")}
              </th>
              {metrics.map(({ metric }) => (
                <th
                  key={metric}
                  scope="col"
                  className="min-w-24 px-2 py-2 text-right align-bottom font-medium last:pr-4"
                >
                  {label(metric)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {measurements.map(({ id, observedAt, points }) => (
              <tr key={id}>
                <th
                  scope="row"
                  className="sticky left-0 bg-panel px-4 py-1.5 text-left font-normal whitespace-nowrap"
                >
                  {format.dateTime(observedAt)}
                </th>
                {metrics.map(({ metric, unit }) => {
                  const point = points.get(metric);
                  return (
                    <td key={metric} className="px-2 py-1.5 text-right whitespace-nowrap last:pr-4">
                      {point === undefined || point.kind === null ? (
                        <span className="text-faint" title={reason(point?.reason ?? "not_measured")}>
                          <span aria-hidden>{noValue}</span>
                          <span className="sr-only">{reason(point?.reason ?? "not_measured")}</span>
                        </span>
                      ) : (
                        words.short({ ...point, unit })
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
