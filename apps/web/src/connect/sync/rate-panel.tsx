import type { Sync } from "@millrace/connect/contract";
import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Meter } from "../../operate/parts/meter.tsx";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Skeleton } from "../../shared/ui/states.tsx";
import type { SyncRate } from "../api.ts";
import { useSyncRate } from "./queries.ts";
import { summarizeRate } from "./rate-buckets.ts";

const RateChart = lazy(() => import("./rate-chart.tsx"));

const mostBars = 180;

/** "4.9": more digits say nothing of a rate. */
function useTenths(): (value: number) => string {
  const format = useFormat();
  return (value) => format.number(Math.round(value * 10) / 10);
}

/** How much of the permitted rate is used, and every second of it against the limit. */
export function RatePanel({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const query = useSyncRate(sync);
  return (
    <Panel
      title={t("connect.rate.title")}
      actions={query.data !== undefined && <Limited count={query.data.limited} />}
    >
      {sync.budget !== null && <BudgetGauge budget={sync.budget} />}
      <QueryState query={query} rows={1} />
      {query.data !== undefined && <Drawn rate={query.data} />}
    </Panel>
  );
}

/** Answers with 429: none is what the budget is for. */
function Limited({ count }: { count: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Badge tone={count === 0 ? "good" : "bad"}>
      {t("connect.rate.limited", { count, number: format.number(count) })}
    </Badge>
  );
}

function BudgetGauge({ budget }: { budget: NonNullable<Sync["budget"]> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tenth = useTenths();
  const { requests_per_second: limit, used_percent: used } = budget;
  const words =
    used === null
      ? t("connect.rate.permitted", { limit: tenth(limit) })
      : t("connect.rate.used", {
          percent: format.percentTenth(used / 100),
          used: tenth((limit * used) / 100),
          limit: tenth(limit),
        });
  return (
    <div className="px-4 pt-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-ui">
        <span className="min-w-0 truncate text-muted" title={budget.account}>
          {t("connect.rate.account", { account: budget.account })}
        </span>
        <span className="text-xs whitespace-nowrap tabular-nums">{words}</span>
      </div>
      <Meter
        label={t("connect.rate.gauge")}
        value={used ?? 0}
        of={100}
        words={words}
        isLimit={false}
        className="mt-1.5"
      />
    </div>
  );
}

function Drawn({ rate }: { rate: SyncRate }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tenth = useTenths();
  const summary = useMemo(() => summarizeRate(rate.points, mostBars), [rate.points]);
  if (summary.buckets.length === 0)
    return <p className="px-4 py-8 text-center text-ui text-faint">{t("connect.rate.none")}</p>;
  const words = t(rate.limit_per_second === null ? "connect.rate.wordsFree" : "connect.rate.words", {
    count: summary.total,
    number: format.number(summary.total),
    highest: format.number(summary.highest),
    limit: tenth(rate.limit_per_second ?? 0),
  });
  return (
    <>
      <Suspense fallback={<Skeleton className="m-4 h-40" />}>
        <RateChart buckets={summary.buckets} limit={rate.limit_per_second} label={words} />
      </Suspense>
      <p className="px-4 pb-3 text-xs text-pretty text-muted">
        {words}
        {summary.secondsPerBucket > 1 && (
          <> {t("connect.rate.bucket", { count: summary.secondsPerBucket })}</>
        )}
      </p>
    </>
  );
}
