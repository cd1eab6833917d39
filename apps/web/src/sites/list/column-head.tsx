import { ArrowDown, ArrowUp, ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSettings } from "../../shared/settings.ts";
import { cn } from "../../shared/ui/cn.ts";
import { Menu, MenuChoice } from "../../shared/ui/menu.tsx";
import { useMetricLabel, useMetrics } from "../queries.ts";
import { nextOrder, type Column } from "./columns.ts";

export interface Order {
  sort: string;
  direction: "asc" | "desc";
}

/** The head of a column: sorts by it, or chooses the metric of the curve. */
export function ColumnHead({
  column,
  order,
  trend,
  isAfterTick,
  onOrder,
  onTrend,
}: {
  column: Column;
  order: Order;
  trend: string;
  isAfterTick: boolean;
  onOrder: (order: Order) => void;
  onTrend: (metric: string) => void;
}) {
  const isSorted = column.sort !== null && order.sort === column.sort;
  const direction = order.direction === "asc" ? "ascending" : "descending";
  return (
    <th
      scope="col"
      aria-sort={isSorted ? direction : undefined}
      className={cn(
        "sticky top-0 z-10 h-11 border-b border-line bg-bg px-2 text-left align-middle text-2xs font-medium text-muted",
        column.metric !== null && "text-right",
        column.id === "domain" && "z-20",
        column.id === "domain" && (isAfterTick ? "left-10" : "left-0 pl-4"),
      )}
    >
      {column.id === "trend" ? (
        <TrendChoice trend={trend} onTrend={onTrend} />
      ) : (
        <SortButton column={column} order={order} onOrder={onOrder} />
      )}
    </th>
  );
}

function SortButton({
  column,
  order,
  onOrder,
}: {
  column: Column;
  order: Order;
  onOrder: (order: Order) => void;
}) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const { sort, metric } = column;
  const isSorted = order.sort === sort;
  const Arrow = order.direction === "asc" ? ArrowUp : ArrowDown;
  const name =
    metric?.label[language] ??
    t(`sites.column.${column.id as "domain" | "status" | "coverage" | "measured"}`);
  return (
    <button
      type="button"
      title={metric?.about[language]}
      onClick={() => sort !== null && onOrder(nextOrder(sort, order))}
      className={cn(
        "-mx-1 inline-flex max-w-full items-center gap-0.5 rounded px-1 text-left leading-3.5 hover:text-fg",
        metric !== null && "text-right",
        isSorted && "font-semibold text-fg",
      )}
    >
      <span className="line-clamp-3 text-pretty">{name}</span>
      {isSorted && <Arrow aria-hidden className="size-3 shrink-0" />}
    </button>
  );
}

function TrendChoice({ trend, onTrend }: { trend: string; onTrend: (metric: string) => void }) {
  const { t } = useTranslation();
  const metrics = useMetrics();
  const label = useMetricLabel();
  const { language } = useSettings();
  return (
    <Menu
      label={t("sites.trend.choose")}
      trigger={
        <button
          type="button"
          className="-mx-1 inline-flex max-w-full items-center gap-0.5 rounded px-1 text-left leading-3.5 hover:text-fg"
        >
          <span className="line-clamp-3">{t("sites.trend.title", { metric: label(trend) })}</span>
          <span className="sr-only">, {t("sites.trend.choose")}</span>
          <ChevronDown aria-hidden className="size-3 shrink-0" />
        </button>
      }
    >
      <MenuChoice
        label={t("sites.trend.choose")}
        value={trend}
        options={metrics.map((metric) => ({ value: metric.id, label: metric.label[language] }))}
        onChange={onTrend}
      />
    </Menu>
  );
}
