import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowLeft, GitCompareArrows, X } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Button, buttonLook } from "../../shared/ui/button.tsx";
import { Select } from "../../shared/ui/field.tsx";
import { Page, Panel } from "../../shared/ui/page.tsx";
import { Empty, ProblemNotice, Skeleton } from "../../shared/ui/states.tsx";
import { lineLooks } from "../parts/chart-parts.ts";
import { usualTrend } from "../list/search.ts";
import { useMetricLabel, useMetrics } from "../queries.ts";
import { workspaceOf } from "../workspace.ts";
import { AddToComparison } from "./add-to-comparison.tsx";
import { idsOf, mostCompared, readCompareSearch } from "./compare-search.ts";
import { CompareTable } from "./compare-table.tsx";
import { useComparison } from "./queries.ts";

const CompareChart = lazy(() => import("./compare-chart.tsx"));

/** Up to ten websites side by side: one metric over time, and all current values. */
export function ComparePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = readCompareSearch(useSearch({ strict: false }));
  const ids = idsOf(search);
  const metric = search.metric ?? usualTrend;
  const metrics = useMetrics();
  const label = useMetricLabel();
  const query = useComparison(ids);
  const websites = ids
    .map((id) => query.data?.websites.find((website) => website.website_id === id))
    .filter((website) => website !== undefined);
  const change = (next: { ids?: readonly string[]; metric?: string }) =>
    void navigate({
      to: "/sites/compare",
      search: readCompareSearch({
        ...search,
        ids: (next.ids ?? ids).join(","),
        metric: next.metric ?? search.metric,
      }),
      replace: true,
      state: { keepFocus: true },
    });
  return (
    <Page
      title={t("sites.compare.title")}
      description={t("sites.compare.about", { most: mostCompared })}
      className="max-w-6xl"
      back={
        <Link to="/sites" className="mb-1 inline-flex items-center gap-1 text-xs text-muted hover:text-fg">
          <ArrowLeft aria-hidden className="size-3.5" />
          {t("nav.websites")}
        </Link>
      }
    >
      <div className="mb-4 flex flex-wrap items-center gap-1.5">
        {websites.map((website, index) => (
          <span
            key={website.website_id}
            className="inline-flex h-8 items-center gap-1.5 rounded-full border border-line bg-panel pr-1 pl-3 text-ui"
          >
            <LineMark index={index} />
            <Link
              to="/sites/$websiteId"
              params={{ websiteId: website.website_id }}
              className="max-w-48 truncate hover:underline"
            >
              {website.domain}
            </Link>
            <Button
              look="ghost"
              size="iconSmall"
              className="size-6 rounded-full"
              aria-label={t("sites.compare.remove", { domain: website.domain })}
              onClick={() => change({ ids: ids.filter((id) => id !== website.website_id) })}
            >
              <X aria-hidden />
            </Button>
          </span>
        ))}
        {ids.length < mostCompared && (
          <AddToComparison
            taken={ids}
            workspace={workspaceOf(search)}
            onAdd={(id) => change({ ids: [...ids, id] })}
          />
        )}
      </div>
      {query.isError && (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} className="mx-0" />
      )}
      {ids.length === 0 && (
        <Empty
          icon={GitCompareArrows}
          title={t("sites.compare.none")}
          actions={
            <Link to="/sites" className={buttonLook({})}>
              {t("nav.websites")}
            </Link>
          }
        >
          {t("sites.compare.noneAbout")}
        </Empty>
      )}
      {query.isLoading && <Skeleton className="h-72" />}
      {websites.length > 0 && (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Panel
            title={label(metric)}
            actions={
              <Select
                aria-label={t("sites.history.metric")}
                value={metric}
                onChange={(event) => change({ metric: event.target.value })}
                className="h-7 w-auto max-w-56 py-0 text-xs"
              >
                {metrics.map(({ id }) => (
                  <option key={id} value={id}>
                    {label(id)}
                  </option>
                ))}
              </Select>
            }
          >
            <Suspense fallback={<Skeleton className="m-4 h-64" />}>
              <CompareChart websites={websites} metric={metric} />
            </Suspense>
          </Panel>
          <CompareTable websites={websites} metric={metric} />
        </div>
      )}
    </Page>
  );
}

/** The line of the chart that is this website's. */
function LineMark({ index }: { index: number }) {
  const look = lineLooks[index % lineLooks.length];
  return (
    <svg aria-hidden viewBox="0 0 18 4" className="h-1 w-4.5 shrink-0">
      <line x1="0" y1="2" x2="18" y2="2" stroke={look?.color} strokeWidth="3" strokeDasharray={look?.dash} />
    </svg>
  );
}
