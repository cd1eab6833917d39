import { useNavigate, useSearch } from "@tanstack/react-router";
import { Activity, ArrowUp, SearchX } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { useRowKeys } from "../parts/use-row-keys.ts";
import { useHeldBack } from "./held-back.ts";
import { useRuns } from "./queries.ts";
import { nothing, RunFilters, type ChangeRunSearch } from "./run-filters.tsx";
import { readRunSearch, toRunFilter } from "./run-search.ts";
import { RunTable } from "./run-table.tsx";

/** All runs of the engine, newest first, live. */
export function RunsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = readRunSearch(useSearch({ strict: false }));
  const searchKey = JSON.stringify(search);
  const filter = useRunFilter(searchKey);
  const query = useRuns(filter);
  const runs = query.data?.pages.flatMap((page) => page.items) ?? [];
  const { shown, waiting, show, handlers, setTop } = useHeldBack(runs, searchKey);
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list);
  const change: ChangeRunSearch = (next) =>
    void navigate({
      to: "/operate/runs",
      search: readRunSearch({ ...search, ...next }),
      replace: true,
      state: { keepFocus: true },
    });
  return (
    <Page title={t("nav.runs")} description={t("runs.description")}>
      <RunFilters search={search} onChange={change} />
      <div ref={setTop} />
      <QueryState query={query} className="mx-0" />
      {query.data !== undefined && runs.length === 0 && (
        <NoRuns hasFilter={Object.keys(search).length > 0} onClear={() => change(nothing)} />
      )}
      <div ref={list} {...handlers}>
        {waiting > 0 && <NewRuns count={waiting} onShow={show} />}
        {shown.length > 0 && <RunTable runs={shown} label={t("nav.runs")} />}
      </div>
      {query.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common.more")}
          </Button>
        </div>
      )}
    </Page>
  );
}

/** The filter an address stands for; "the last hour" is the hour before the filter was chosen. */
function useRunFilter(searchKey: string) {
  const make = () => ({
    searchKey,
    filter: toRunFilter(readRunSearch(JSON.parse(searchKey) as Record<string, unknown>), Date.now()),
  });
  const [made, setMade] = useState(make);
  if (made.searchKey === searchKey) return made.filter;
  const next = make();
  setMade(next);
  return next.filter;
}

function NewRuns({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="sticky top-2 z-10 h-0">
      <Button
        look="primary"
        size="small"
        onClick={onShow}
        className="absolute left-1/2 -translate-x-1/2 translate-y-1 rounded-full shadow-pop"
      >
        <ArrowUp aria-hidden />
        {t("runs.newRuns", { count })}
      </Button>
    </div>
  );
}

function NoRuns({ hasFilter, onClear }: { hasFilter: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty
      icon={hasFilter ? SearchX : Activity}
      title={t(hasFilter ? "empty.filtered.title" : "runs.empty")}
      actions={hasFilter && <Button onClick={onClear}>{t("empty.filtered.clear")}</Button>}
    >
      {t(hasFilter ? "runs.filteredText" : "runs.emptyText")}
    </Empty>
  );
}
