import type { RunRate } from "@millrace/server/contract";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { Skeleton } from "../../shared/ui/states.tsx";
import type { RateChartProps } from "./rate-charts.tsx";

// The chart library is loaded only with them.
const ThroughputChart = lazy(() =>
  import("./rate-charts.tsx").then((charts) => ({ default: charts.ThroughputChart })),
);
const LatencyChart = lazy(() =>
  import("./rate-charts.tsx").then((charts) => ({ default: charts.LatencyChart })),
);

/** Throughput and latency as charts, or both as one table. */
export function RatePanels({ rates, window }: RateChartProps) {
  const { t } = useTranslation();
  const [isTable, setTable] = useState(false);
  const hasEnded = rates.some((rate) => rate.succeeded + rate.failed + rate.cancelled > 0);
  const actions = hasEnded && (
    <Button look="ghost" size="small" onClick={() => setTable(!isTable)}>
      {t(isTable ? "stats.asChart" : "stats.asTable")}
    </Button>
  );
  if (isTable)
    return (
      <Panel title={t("operate.overview.throughput")} actions={actions}>
        <RateTable rates={rates} />
      </Panel>
    );
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Panel title={t("operate.overview.throughput")} actions={actions} className="min-w-0">
        <ChartOrNothing hasEnded={hasEnded}>
          <ThroughputChart rates={rates} window={window} />
        </ChartOrNothing>
      </Panel>
      <Panel title={t("operate.overview.latency")} className="min-w-0">
        <ChartOrNothing hasEnded={hasEnded}>
          <LatencyChart rates={rates} window={window} />
        </ChartOrNothing>
      </Panel>
    </div>
  );
}

function ChartOrNothing({ hasEnded, children }: { hasEnded: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  if (!hasEnded)
    return <p className="px-4 py-20 text-center text-ui text-faint">{t("operate.overview.nothing")}</p>;
  return <Suspense fallback={<Skeleton className="m-4 h-52" />}>{children}</Suspense>;
}

function RateTable({ rates }: { rates: readonly RunRate[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns = ["succeeded", "failed", "cancelled"] as const;
  const times = ["p50_ms", "p95_ms"] as const;
  const head = "px-4 py-2 text-right font-medium whitespace-nowrap";
  return (
    <div
      className="max-h-80 overflow-auto"
      tabIndex={0}
      role="region"
      aria-label={t("operate.overview.throughput")}
    >
      <table className="w-full text-ui tabular-nums">
        <thead className="sticky top-0 bg-panel text-xs text-faint">
          <tr>
            <th scope="col" className="px-4 py-2 text-left font-medium">
              {t("runs.time")}
            </th>
            {[...columns, ...times].map((name) => (
              <th key={name} scope="col" className={head}>
                {t(`operate.overview.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rates.toReversed().map((rate) => (
            <tr key={rate.at}>
              <th scope="row" className="px-4 py-1.5 text-left font-normal whitespace-nowrap">
                {format.dateTime(rate.at)}
              </th>
              {columns.map((name) => (
                <td key={name} className="px-4 text-right">
                  {format.number(rate[name])}
                </td>
              ))}
              {times.map((name) => (
                <td key={name} className="px-4 text-right whitespace-nowrap">
                  {rate[name] === null ? "–" : format.duration(rate[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
