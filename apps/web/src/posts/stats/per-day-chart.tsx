import type { Stats } from "@millrace/posts/contract";
import { useTranslation } from "react-i18next";
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useFormat } from "../../shared/i18n/format.ts";

/** A chart of fewer days would be one block. */
const minDays = 14;
const dayMs = 86_400_000;

/** Every day up to the last one, those without a post included. */
function withEmptyDays(days: Stats["per_day"]): Stats["per_day"] {
  const byDay = new Map(days.map((row) => [row.day, row]));
  const [first, last] = [Date.parse(days[0]?.day ?? ""), Date.parse(days.at(-1)?.day ?? "")];
  const count = Math.max(minDays, Math.round((last - first) / dayMs) + 1);
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(last - (count - 1 - index) * dayMs).toISOString().slice(0, 10);
    return byDay.get(day) ?? { day, kept: 0, rejected: 0 };
  });
}

const tick = { fill: "var(--c-faint)", fontSize: 11 };

/** In a file of its own because the chart library is loaded only with it. */
export default function PerDayChart({ days }: { days: Stats["per_day"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div
      role="img"
      aria-label={t("stats.perDayLabel", {
        from: format.longDay(`${days[0]?.day}T00:00:00`),
        to: format.longDay(`${days.at(-1)?.day}T00:00:00`),
      })}
      className="h-64 py-3 pr-4"
    >
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={withEmptyDays(days)} barCategoryGap="22%" maxBarSize={40} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--c-line)" />
          <XAxis
            dataKey="day"
            tickFormatter={(day: string) => format.day(`${day}T00:00:00`)}
            tick={tick}
            tickLine={false}
            axisLine={false}
            minTickGap={28}
          />
          <YAxis
            width={44}
            allowDecimals={false}
            tick={tick}
            tickLine={false}
            axisLine={false}
            tickFormatter={(value: number) => format.compact(value)}
          />
          <Tooltip
            cursor={{ fill: "var(--c-hover)" }}
            labelFormatter={(day) => (typeof day === "string" ? format.longDay(`${day}T00:00:00`) : day)}
            contentStyle={{
              background: "var(--c-panel)",
              border: "1px solid var(--c-line)",
              borderRadius: 8,
              fontSize: 12,
              boxShadow: "var(--shadow)",
            }}
            itemStyle={{ color: "var(--c-fg)" }}
          />
          <Legend
            iconType="circle"
            iconSize={8}
            wrapperStyle={{ fontSize: 12 }}
            formatter={(name) => <span className="text-muted">{name}</span>}
          />
          <Bar
            dataKey="kept"
            name={t("verdict.kept")}
            stackId="posts"
            fill="var(--c-chart-kept)"
            isAnimationActive={false}
          />
          <Bar
            dataKey="rejected"
            name={t("verdict.rejected")}
            stackId="posts"
            fill="var(--c-chart-rejected)"
            radius={[2, 2, 0, 0]}
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
