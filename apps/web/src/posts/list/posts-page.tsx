import { Outlet, useMatches, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "../../shared/ui/cn.ts";
import { useTitle } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { SearchBox } from "../../shared/ui/search-box.tsx";
import { usePostActions } from "../actions.ts";
import { CollectButtons } from "../collect/collect-buttons.tsx";
import { CollectionStrip } from "../collect/collection-strip.tsx";
import { viewPaths } from "../paths.ts";
import { useArrivals } from "./arrivals.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { useListKeys } from "./list-keys.ts";
import { NoPosts } from "./no-posts.tsx";
import { PostList, type PostListHandle } from "./post-list.tsx";
import { postsOf, usePostList } from "./queries.ts";
import {
  filtersOf,
  readSearch,
  withoutAbsent,
  type ChangeSearch,
  type PostSearch,
  type View,
} from "./search.ts";
import { useSelection } from "./selection.ts";

/** One of the three lists, with the open post beside it (on a phone: instead of it). */
export function PostsPage({ view }: { view: View }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const raw: Record<string, unknown> = useSearch({ strict: false });
  const key = JSON.stringify(readSearch(raw));
  const search = useMemo(() => JSON.parse(key) as PostSearch, [key]);
  const filters = useMemo(() => filtersOf(search, view), [search, view]);
  const openId = useOpenId();
  const title = t(`nav.${view}`);
  const words = search.q ?? "";
  useTitle(title);

  const query = usePostList(filters);
  const posts = useMemo(() => postsOf(query.data), [query.data]);
  const actions = usePostActions();
  const list = useRef<PostListHandle>(null);
  const selection = useSelection(posts);
  const arrivals = useArrivals(filters, () => list.current?.isAtTop() ?? true);
  const activeId = useListKeys({
    posts,
    selected: selection.selected,
    openId,
    view,
    list,
    actions,
    onSelect: selection.toggle,
    onClearSelection: selection.clear,
  });

  const change: ChangeSearch = useCallback(
    (changed) =>
      void navigate({
        to: viewPaths[view].list,
        search: withoutAbsent<PostSearch>({ ...search, ...changed }),
        replace: true,
        state: { keepFocus: true },
      }),
    [navigate, view, search],
  );
  const changeQuery = useCallback((q: string) => change({ q: q.trim() === "" ? undefined : q }), [change]);
  const { fetchNextPage } = query;
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);

  return (
    <div className="relative flex h-full min-h-0">
      <h1 tabIndex={-1} data-page-heading className="sr-only">
        {title}
      </h1>
      <section
        aria-label={title}
        className={cn("relative flex min-w-0 flex-1 flex-col", openId !== null && "hidden lg:flex")}
      >
        <div className="border-b border-line">
          <div className="flex items-center gap-1.5 px-3 pt-2.5 sm:px-4">
            <SearchBox
              value={words}
              onChange={changeQuery}
              label={t("posts.searchLabel")}
              placeholder={t("posts.searchPlaceholder")}
            />
            <ExportMenu filters={filters} />
            {view === "all" && <CollectButtons />}
          </div>
          <FilterBar search={search} view={view} onChange={change} />
        </div>
        {view === "all" && <CollectionStrip />}
        <ArrivalStatus waiting={arrivals.waiting} arrived={arrivals.count} />
        <QueryState query={query} rows={8} />
        {query.data !== undefined && posts.length === 0 && (
          <NoPosts view={view} search={search} onChange={change} />
        )}
        {posts.length > 0 && (
          <PostList
            key={key}
            ref={list}
            posts={posts}
            view={view}
            query={words}
            openId={openId}
            activeId={activeId}
            selected={selection.ids}
            arrived={arrivals.arrived}
            waiting={arrivals.waiting}
            hasMore={query.hasNextPage}
            isLoadingMore={query.isFetchingNextPage}
            actions={actions}
            label={title}
            onShowWaiting={() => {
              arrivals.show();
              list.current?.scrollToTop();
            }}
            onLoadMore={loadMore}
            onSelect={selection.toggle}
          />
        )}
        <BulkBar posts={selection.selected} view={view} actions={actions} onClear={selection.clear} />
      </section>
      {openId === null ? null : (
        <aside
          aria-label={t("detail.title")}
          className="min-w-0 flex-1 border-line bg-panel lg:w-[46%] lg:max-w-2xl lg:flex-none lg:border-l"
        >
          <Outlet />
        </aside>
      )}
    </div>
  );
}

/** Says to screen readers what came in. */
function ArrivalStatus({ waiting, arrived }: { waiting: number; arrived: number }) {
  const { t } = useTranslation();
  const shown = arrived > 0 ? t("posts.arrived", { count: arrived }) : "";
  return (
    <p role="status" className="sr-only">
      {waiting > 0 ? t("posts.newPosts", { count: waiting }) : shown}
    </p>
  );
}

/** The id in the address when a post is open. */
function useOpenId(): string | null {
  return useMatches({
    select: (matches) => {
      const parameters: Record<string, unknown> = matches.at(-1)?.params ?? {};
      return typeof parameters["postId"] === "string" ? parameters["postId"] : null;
    },
  });
}
