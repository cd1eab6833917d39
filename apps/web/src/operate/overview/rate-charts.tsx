import type { RunRate } from "@millrace/server/contract";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { useFormat, type Formatters } from "../../shared/i18n/format.ts";
import type { RatesWindow } from "../api.ts";

export interface RateChartProps {
  rates: readonly RunRate[];
  window: RatesWindow;
}

const tick = { fill: "var(--c-faint)", fontSize: 11 };
const axis = { tick, tickLine: false, axisLine: false } as const;
const margin = { top: 8, right: 12, bottom: 0, left: 0 };
const tooltipStyle = {
  background: "var(--c-panel)",
  border: "1px solid var(--c-line)",
  borderRadius: 8,
  fontSize: 12,
  boxShadow: "var(--shadow)",
};

/** Hours of the day within a day, days within a week. */
const tickOf = (format: Formatters, window: RatesWindow) => (at: string) =>
  window === "7d" ? format.day(at) : format.hourMinute(at);

const legendText = (name: ReactNode) => <span className="text-muted">{name}</span>;

function ChartFrame({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="img" aria-label={label} className="h-56 py-2">
      <ResponsiveContainer width="100%" height="100%">
        {children}
      </ResponsiveContainer>
    </div>
  );
}

/** Runs that ended, by how they ended. */
export function ThroughputChart({ rates, window }: RateChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const bar = (name: "succeeded" | "failed" | "cancelled", fill: string) => (
    <Bar
      dataKey={name}
      name={t(`operate.overview.${name}`)}
      stackId="runs"
      fill={fill}
      isAnimationActive={false}
    />
  );
  return (
    <ChartFrame label={t("operate.overview.throughputLabel")}>
      <BarChart
        data={[...rates]}
        margin={margin}
        barCategoryGap="18%"
        maxBarSize={28}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--c-line)" />
        <XAxis dataKey="at" tickFormatter={tickOf(format, window)} minTickGap={36} {...axis} />
        <YAxis
          width={40}
          allowDecimals={false}
          tickFormatter={(value: number) => format.compact(value)}
          {...axis}
        />
        <Tooltip
          cursor={{ fill: "var(--c-hover)" }}
          labelFormatter={(at) => (typeof at === "string" ? format.dateTime(at) : at)}
          contentStyle={tooltipStyle}
          itemStyle={{ color: "var(--c-fg)" }}
        />
        <Legend
          itemSorter={null}
          iconType="circle"
          iconSize={8}
          wrapperStyle={{ fontSize: 12 }}
          formatter={legendText}
        />
        {bar("succeeded", "var(--c-chart-kept)")}
        {bar("failed", "var(--c-bad)")}
        {bar("cancelled", "var(--c-chart-rejected)")}
      </BarChart>
    </ChartFrame>
  );
}

/** How long runs took from their creation to their end: half of them, and nearly all. */
export function LatencyChart({ rates, window }: RateChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const line = (name: "p50_ms" | "p95_ms", stroke: string) => (
    <Line
      dataKey={name}
      name={t(`operate.overview.${name}`)}
      stroke={stroke}
      strokeWidth={1.75}
      dot={{ r: 2.5, fill: stroke, strokeWidth: 0 }}
      activeDot={{ r: 4 }}
      connectNulls
      isAnimationActive={false}
    />
  );
  return (
    <ChartFrame label={t("operate.overview.latencyLabel")}>
      <LineChart data={[...rates]} margin={margin} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--c-line)" />
        <XAxis dataKey="at" tickFormatter={tickOf(format, window)} minTickGap={36} {...axis} />
        <YAxis width={72} tickFormatter={(value: number) => format.duration(value)} {...axis} />
        <Tooltip
          cursor={{ stroke: "var(--c-line-strong)" }}
          labelFormatter={(at) => (typeof at === "string" ? format.dateTime(at) : at)}
          formatter={(value) => (typeof value === "number" ? format.duration(value) : value)}
          contentStyle={tooltipStyle}
          itemStyle={{ color: "var(--c-fg)" }}
        />
        <Legend
          itemSorter={null}
          iconType="circle"
          iconSize={8}
          wrapperStyle={{ fontSize: 12 }}
          formatter={legendText}
        />
        {line("p50_ms", "var(--c-chart-kept)")}
        {line("p95_ms", "var(--c-warn)")}
      </LineChart>
    </ChartFrame>
  );
}
