import type { MetricHistory, WebsiteHistory } from "@millrace/sites/contract";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Select } from "../../shared/ui/field.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { Skeleton } from "../../shared/ui/states.tsx";
import { usualTrend } from "../list/search.ts";
import { useInOrder, useMetricLabel, useQuantity, useReasonWords } from "../queries.ts";

const HistoryChart = lazy(() => import("./history-chart.tsx"));

/** One metric over time, as a chart or as a table. */
export function HistoryPanel({ history }: { history: WebsiteHistory }) {
  const { t } = useTranslation();
  const label = useMetricLabel();
  const [chosen, setChosen] = useState<string | null>(null);
  const [isTable, setTable] = useState(false);
  const metrics = useInOrder(history.metrics);
  const metric = shownMetric(metrics, chosen);
  if (metric === undefined) return null;
  return (
    <Panel
      title={t("sites.history.title")}
      actions={
        <>
          <Select
            aria-label={t("sites.history.metric")}
            value={metric.metric}
            onChange={(event) => setChosen(event.target.value)}
            className="h-7 w-auto max-w-56 py-0 text-xs"
          >
            {metrics.map((one) => (
              <option key={one.metric} value={one.metric}>
                {label(one.metric)}
              </option>
            ))}
          </Select>
          {metric.points.length > 0 && (
            <Button look="ghost" size="small" onClick={() => setTable(!isTable)}>
              {t(isTable ? "stats.asChart" : "stats.asTable")}
            </Button>
          )}
        </>
      }
    >
      {isTable && metric.points.length > 0 ? <HistoryTable history={metric} /> : <Drawn history={metric} />}
    </Panel>
  );
}

/** The chosen metric, else organic traffic, else the first. */
function shownMetric(metrics: readonly MetricHistory[], chosen: string | null): MetricHistory | undefined {
  return metrics.find(({ metric }) => metric === (chosen ?? usualTrend)) ?? metrics[0];
}

function Drawn({ history }: { history: MetricHistory }) {
  const { t } = useTranslation();
  const kinds = new Set(history.points.map((point) => point.kind));
  kinds.delete(null);
  if (kinds.size === 0)
    return (
      <p className="px-4 py-10 text-center text-ui text-faint">
        {t(history.points.length === 0 ? "sites.history.none" : "sites.history.noValues")}
      </p>
    );
  kinds.delete("exact");
  return (
    <>
      <Suspense fallback={<Skeleton className="m-4 h-56" />}>
        <HistoryChart history={history} />
      </Suspense>
      {kinds.size > 0 && <p className="px-4 pb-3 text-xs text-faint">{t("sites.history.ranges")}</p>}
    </>
  );
}

function HistoryTable({ history }: { history: MetricHistory }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useQuantity();
  const reason = useReasonWords();
  const name = useMetricLabel()(history.metric);
  return (
    <div
      className="relative max-h-72 overflow-y-auto"
      tabIndex={0}
      role="region"
      aria-label={t("sites.history.title")}
    >
      <table className="w-full text-ui tabular-nums">
        <thead className="sticky top-0 bg-panel text-xs text-faint">
          <tr>
            <th scope="col" className="px-4 py-2 text-left font-medium">
              {t("sites.column.measured")}
            </th>
            <th scope="col" className="px-4 py-2 text-right font-medium">
              {name}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {history.points.toReversed().map((point) => (
            <tr key={point.measurement_id}>
              <th scope="row" className="px-4 py-1.5 text-left font-normal">
                {format.dateTime(point.observed_at)}
              </th>
              <td className="px-4 text-right">
                {point.kind === null ? (
                  <span className="text-muted">{reason(point.reason ?? "not_measured")}</span>
                ) : (
                  words.long({ ...point, unit: history.unit })
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
