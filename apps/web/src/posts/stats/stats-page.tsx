import { Link } from "@tanstack/react-router";
import type { Stats } from "@millrace/posts/contract";
import { ChartColumn } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Page } from "../../shared/ui/page.tsx";
import { Empty, ProblemNotice, Skeleton } from "../../shared/ui/states.tsx";
import { BarTable } from "./bar-table.tsx";
import { PerDay } from "./per-day.tsx";
import { useStats } from "./queries.ts";

export function StatsPage() {
  const { t } = useTranslation();
  const query = useStats();
  return (
    <Page title={t("nav.stats")} description={t("stats.description")}>
      {query.isPending && (
        <div role="status" className="grid gap-4">
          <span className="sr-only">{t("common.loading")}</span>
          <Skeleton className="h-20" />
          <Skeleton className="h-72" />
        </div>
      )}
      {query.isError && query.data === undefined && (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} className="mx-0" />
      )}
      {query.data !== undefined &&
        (query.data.total === 0 ? (
          <Empty icon={ChartColumn} title={t("stats.empty")}>
            {t("empty.all.text")}
          </Empty>
        ) : (
          <Numbers stats={query.data} />
        ))}
    </Page>
  );
}

function Numbers({ stats }: { stats: Stats }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="grid gap-4">
      <dl className="grid grid-cols-2 overflow-hidden rounded-lg border border-line bg-panel sm:grid-cols-3 lg:grid-cols-6">
        <Figure name={t("stats.total")} value={format.number(stats.total)} />
        <Figure name={t("stats.today")} value={format.number(stats.today)} />
        <Figure
          name={t("verdict.kept")}
          value={format.number(stats.kept)}
          note={stats.total === 0 ? undefined : format.percent(stats.kept / stats.total)}
        />
        <Figure name={t("verdict.rejected")} value={format.number(stats.rejected)} />
        <Figure name={t("nav.favourites")} value={format.number(stats.favourites)} />
        <Figure name={t("nav.trash")} value={format.number(stats.trashed)} />
      </dl>
      <PerDay days={stats.per_day} />
      <div className="grid items-start gap-4 md:grid-cols-2">
        <BarTable
          title={t("stats.perCategory")}
          head={t("filters.category")}
          rows={stats.per_category.map((row) => ({
            key: row.category,
            count: row.count,
            label: (
              <Link to="/posts" search={{ category: row.category }} className="hover:underline">
                {t(`category.${row.category}`)}
              </Link>
            ),
          }))}
        />
        <div className="grid gap-4">
          <BarTable
            title={t("stats.perLanguage")}
            head={t("filters.language")}
            rows={stats.per_language.map((row) => ({
              key: row.language ?? "",
              count: row.count,
              label:
                row.language === null ? (
                  t("fields.unknown")
                ) : (
                  <Link to="/posts" search={{ language: row.language }} className="hover:underline">
                    {format.languageName(row.language)}
                  </Link>
                ),
            }))}
          />
          <BarTable
            title={t("stats.perSource")}
            head={t("filters.source")}
            rows={stats.per_source.map((row) => ({
              key: row.source,
              count: row.count,
              label: (
                <Link to="/posts" search={{ source: row.source }} className="hover:underline">
                  {t(`source.${row.source}`)}
                </Link>
              ),
            }))}
          />
          {stats.per_keyword.length > 0 && (
            <BarTable
              title={t("stats.perKeyword")}
              head={t("stats.keyword")}
              rows={stats.per_keyword.map((row) => ({
                key: row.keyword,
                count: row.count,
                label: row.keyword === "" ? t("stats.noKeyword") : row.keyword,
              }))}
            />
          )}
        </div>
      </div>
    </div>
  );
}

function Figure({ name, value, note }: { name: string; value: ReactNode; note?: string | undefined }) {
  return (
    <div className="-mt-px -ml-px border-t border-l border-line px-4 py-3">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="text-xl font-semibold tracking-tight tabular-nums">
        {value}
        {note !== undefined && <span className="ml-1.5 text-xs font-normal text-faint">{note}</span>}
      </dd>
    </div>
  );
}
