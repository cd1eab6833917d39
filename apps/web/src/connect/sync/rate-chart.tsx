import { useTranslation } from "react-i18next";
import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { useFormat } from "../../shared/i18n/format.ts";
import { tick, tooltipStyle } from "../../sites/parts/chart-parts.ts";
import type { RateBucket } from "./rate-buckets.ts";

const axis = { tick, tickLine: false, axisLine: false } as const;

/** In a file of its own because the chart library is loaded only with it. */
export default function RateChart({
  buckets,
  limit,
  label,
}: {
  buckets: readonly RateBucket[];
  limit: number | null;
  label: string;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div role="img" aria-label={label} className="h-48 py-3 pr-4">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={[...buckets]} barCategoryGap="12%" maxBarSize={40} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--c-line)" />
          <XAxis dataKey="at" tickFormatter={format.time} minTickGap={48} {...axis} />
          <YAxis
            width={40}
            allowDecimals={false}
            domain={[0, (highest: number) => Math.ceil(Math.max(highest, limit ?? 0) * 1.2)]}
            {...axis}
          />
          <Tooltip
            cursor={{ fill: "var(--c-hover)" }}
            labelFormatter={(at) => (typeof at === "string" ? format.time(at) : at)}
            contentStyle={tooltipStyle}
            itemStyle={{ color: "var(--c-fg)" }}
          />
          <Bar
            dataKey="requests"
            name={t("connect.rate.requests")}
            fill="var(--c-chart-kept)"
            isAnimationActive={false}
          />
          {limit !== null && (
            <ReferenceLine
              y={limit}
              stroke="var(--c-warn)"
              strokeDasharray="5 3"
              label={{
                value: t("connect.rate.limit", { limit: format.number(limit) }),
                position: "insideBottomRight",
                fill: "var(--c-warn)",
                fontSize: 11,
              }}
            />
          )}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
