import type { MetricHistory } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import {
  CartesianGrid,
  ErrorBar,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { useFormat } from "../../shared/i18n/format.ts";
import { instantWriter, tick, tooltipStyle } from "../parts/chart-parts.ts";
import { chartPoints, type ChartPoint } from "../parts/history-points.ts";
import { useMetricLabel, useQuantity } from "../queries.ts";

/** In a file of its own because the chart library is loaded only with it. */
export default function HistoryChart({ history }: { history: MetricHistory }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useQuantity();
  const name = useMetricLabel()(history.metric);
  const points = chartPoints(history.points);
  const [first, last] = [history.points[0], history.points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const value = (number: number) => words.number(number, history.unit);
  const said = ({ value: exact, middle, spread }: ChartPoint): string => {
    if (exact !== null) return value(exact);
    if (middle === null || spread === null) return "";
    return `${value(middle - spread[0])} – ${value(middle + spread[1])}`;
  };
  return (
    <div
      role="img"
      aria-label={t("sites.history.label", {
        metric: name,
        from: format.longDay(first.observed_at),
        to: format.longDay(last.observed_at),
      })}
      className="h-64 py-3 pr-4"
    >
      <ResponsiveContainer width="100%" height="100%">
        <LineChart
          data={points}
          accessibilityLayer={false}
          margin={{ top: 8, right: 12, bottom: 0, left: 8 }}
        >
          <CartesianGrid vertical={false} stroke="var(--c-line)" />
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={["dataMin", "dataMax"]}
            tickFormatter={instantWriter(format, points[0]?.at ?? 0, points.at(-1)?.at ?? 0)}
            tick={tick}
            tickLine={false}
            axisLine={false}
            minTickGap={40}
          />
          <YAxis width={56} tick={tick} tickLine={false} axisLine={false} tickFormatter={value} />
          <Tooltip
            cursor={{ stroke: "var(--c-line-strong)" }}
            labelFormatter={(at) =>
              typeof at === "number" ? format.dateTime(new Date(at).toISOString()) : at
            }
            formatter={(_value, _name, item) => [said(item.payload as ChartPoint), name]}
            contentStyle={tooltipStyle}
            itemStyle={{ color: "var(--c-fg)" }}
          />
          <Line
            dataKey="value"
            stroke="var(--c-accent)"
            strokeWidth={2}
            dot={{ r: 2.5, fill: "var(--c-accent)", strokeWidth: 0 }}
            connectNulls
            isAnimationActive={false}
          />
          <Line dataKey="middle" stroke="none" dot={false} activeDot={false} isAnimationActive={false}>
            <ErrorBar
              dataKey="spread"
              direction="y"
              width={5}
              strokeWidth={2}
              stroke="var(--c-warn)"
              isAnimationActive={false}
            />
          </Line>
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}
