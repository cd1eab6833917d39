import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { useTitle } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { SearchBox } from "../../shared/ui/search-box.tsx";
import { useNow } from "../../shared/ui/time-ago.tsx";
import { BulkBar } from "../bulk/bulk-bar.tsx";
import { ImportButton } from "../imports/import-button.tsx";
import { ImportWindow, useImportWindow } from "../imports/import-window.tsx";
import { workspaceOf } from "../workspace.ts";
import { AddWebsiteButton } from "./add-website-button.tsx";
import type { Order } from "./column-head.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { useWebsiteKeys } from "./list-keys.ts";
import { NoWebsites } from "./no-websites.tsx";
import { useWebsiteList, websitesOf } from "./queries.ts";
import {
  filtersOf,
  orderOf,
  readSiteSearch,
  usualTrend,
  withoutAbsent,
  type ChangeSearch,
  type SiteSearch,
} from "./search.ts";
import { useSelection } from "./selection.ts";
import { SummaryStrip } from "./summary-strip.tsx";
import { useIsNarrow } from "./use-is-narrow.ts";
import type { WebsiteListHandle, WebsiteListProps } from "./use-website-rows.ts";
import { WebsiteCards } from "./website-cards.tsx";
import { WebsiteTable } from "./website-table.tsx";

/** The websites of a workspace with their metrics: filter, sort, select, open. The address says what is shown. */
export function WebsitesPage() {
  const { t } = useTranslation();
  const { search, change } = useSiteSearch();
  const workspace = workspaceOf(search);
  const title = t("nav.websites");
  useTitle(title);
  const mayWrite = useMay("sites:write");
  const { filters, order } = useRequest(search);
  const query = useWebsiteList(filters, order);
  const websites = useMemo(() => websitesOf(query.data), [query.data]);
  const list = useRef<WebsiteListHandle>(null);
  const selection = useSelection(websites);
  const activeId = useWebsiteKeys({
    websites,
    list,
    onSelect: mayWrite ? selection.toggle : null,
    onClearSelection: selection.clear,
  });
  const importing = useImportWindow();
  const openImport = () => importing.open(null);
  const changeQuery = useCallback((q: string) => change({ q: q.trim() === "" ? undefined : q }), [change]);
  const { fetchNextPage } = query;
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const rows = {
    ref: list,
    websites,
    activeId,
    selected: selection.ids,
    maySelect: mayWrite,
    trend: order.trend ?? usualTrend,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    onLoadMore: loadMore,
    onSelect: selection.toggle,
  } satisfies WebsiteListProps;
  return (
    <section aria-label={title} className="relative flex h-full min-h-0 flex-col">
      <h1 tabIndex={-1} data-page-heading className="sr-only">
        {title}
      </h1>
      <div className="border-b border-line">
        <div className="flex items-center gap-1.5 px-3 pt-2.5 sm:px-4">
          <SearchBox
            value={search.q ?? ""}
            onChange={changeQuery}
            label={t("sites.searchLabel")}
            placeholder={t("sites.searchPlaceholder")}
          />
          <ExportMenu filters={filters} />
          {mayWrite && (
            <>
              <ImportButton onOpen={openImport} />
              <ImportWindow state={importing} workspace={workspace} />
              <AddWebsiteButton workspace={workspace} />
            </>
          )}
        </div>
        <SummaryStrip workspace={workspace} search={search} onChange={change} />
        <FilterBar search={search} onChange={change} />
      </div>
      <QueryState query={query} rows={8} />
      {query.data !== undefined && websites.length === 0 && (
        <NoWebsites search={search} onChange={change} onImport={openImport} />
      )}
      {websites.length > 0 && (
        <Rows
          rows={rows}
          title={title}
          order={{ sort: order.sort, direction: order.direction }}
          isAllSelected={selection.isAllLoaded}
          onChange={change}
          onSelectAll={selection.selectAll}
          onClearSelection={selection.clear}
        />
      )}
      <BulkBar selection={selection} filters={filters} hasMore={query.hasNextPage} />
    </section>
  );
}

function Rows({
  rows,
  title,
  order,
  isAllSelected,
  onChange,
  onSelectAll,
  onClearSelection,
}: {
  rows: WebsiteListProps;
  title: string;
  order: Order;
  isAllSelected: boolean;
  onChange: ChangeSearch;
  onSelectAll: () => void;
  onClearSelection: () => void;
}) {
  if (useIsNarrow()) return <WebsiteCards {...rows} label={title} />;
  return (
    <WebsiteTable
      {...rows}
      label={title}
      order={order}
      isAllSelected={isAllSelected}
      onOrder={({ sort, direction }) =>
        onChange({
          sort: sort === "domain" ? undefined : sort,
          direction: direction === "desc" ? "desc" : undefined,
        })
      }
      onTrend={(metric) => onChange({ trend: metric === usualTrend ? undefined : metric })}
      onSelectAll={onSelectAll}
      onClearSelection={onClearSelection}
    />
  );
}

/** What the address says, and the way to change it; the same object as long as it says the same. */
function useSiteSearch(): { search: SiteSearch; change: ChangeSearch } {
  const navigate = useNavigate();
  const raw: Record<string, unknown> = useSearch({ strict: false });
  const key = JSON.stringify(readSiteSearch(raw));
  const search = useMemo(() => JSON.parse(key) as SiteSearch, [key]);
  const change: ChangeSearch = useCallback(
    (changed) =>
      void navigate({
        to: "/sites",
        search: withoutAbsent<SiteSearch>({ ...search, ...changed }),
        replace: true,
        state: { keepFocus: true },
      }),
    [navigate, search],
  );
  return { search, change };
}

/** What to ask the API for; ages are counted from this hour. */
function useRequest(search: SiteSearch) {
  const nowMs = useNow();
  const key = JSON.stringify(filtersOf(search, nowMs));
  return useMemo(
    () => ({ filters: JSON.parse(key) as ReturnType<typeof filtersOf>, order: orderOf(search) }),
    [key, search],
  );
}
