import type { WebsitesComparison } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useFormat } from "../../shared/i18n/format.ts";
import { instantWriter, lineLooks, tick, tooltipStyle } from "../parts/chart-parts.ts";
import { useMetricLabel, useMetrics, useQuantity } from "../queries.ts";
import { comparedPoints } from "./compared-points.ts";

const hourMs = 3_600_000;

/** What was measured within moments stands close together: stretched over the chart it would look like a course of time. */
function atLeastAnHour(first: number, last: number): [number, number] {
  const missing = Math.max(0, hourMs - (last - first));
  return [first - missing / 2, last + missing / 2];
}

/** In a file of its own because the chart library is loaded only with it. */
export default function CompareChart({
  websites,
  metric,
}: {
  websites: WebsitesComparison["websites"];
  metric: string;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useQuantity();
  const name = useMetricLabel()(metric);
  const unit = useMetrics().find(({ id }) => id === metric)?.unit ?? "count";
  const points = comparedPoints(websites, metric);
  if (points.length === 0)
    return <p className="px-4 py-10 text-center text-ui text-faint">{t("sites.history.noValues")}</p>;
  return (
    <div
      role="img"
      aria-label={t("sites.compare.label", {
        metric: name,
        domains: websites.map(({ domain }) => domain).join(", "),
      })}
      className="h-72 py-3 pr-4"
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
            domain={([first, last]) => atLeastAnHour(first, last)}
            tickFormatter={instantWriter(format, points[0]?.at ?? 0, points.at(-1)?.at ?? 0)}
            tick={tick}
            tickLine={false}
            axisLine={false}
            minTickGap={40}
          />
          <YAxis
            width={56}
            tick={tick}
            tickLine={false}
            axisLine={false}
            tickFormatter={(value: number) => words.number(value, unit)}
          />
          <Tooltip
            cursor={{ stroke: "var(--c-line-strong)" }}
            labelFormatter={(at) =>
              typeof at === "number" ? format.dateTime(new Date(at).toISOString()) : at
            }
            formatter={(value) => (typeof value === "number" ? words.number(value, unit) : value)}
            contentStyle={tooltipStyle}
          />
          {websites.map((website, index) => {
            const look = lineLooks[index % lineLooks.length];
            return (
              <Line
                key={website.website_id}
                dataKey={website.website_id}
                name={website.domain}
                stroke={look?.color ?? "var(--c-accent)"}
                strokeDasharray={look?.dash ?? "0"}
                strokeWidth={2}
                dot={{ r: 2, strokeWidth: 0, fill: look?.color ?? "var(--c-accent)" }}
                connectNulls
                isAnimationActive={false}
              />
            );
          })}
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}
