import { useVirtualizer } from "@tanstack/react-virtual";
import type { PostSummary } from "@millrace/posts/contract";
import { ArrowUp } from "lucide-react";
import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import type { PostActions } from "../actions.ts";
import { PostRow } from "./post-row.tsx";
import type { View } from "./search.ts";

/** Pixels of a usual row; rows are measured once shown. */
const rowPx = 105;
/** Within this many pixels the reader is "at the top". */
const topPx = 40;

export interface PostListHandle {
  isAtTop: () => boolean;
  scrollToTop: () => void;
  /** Scrolls to a post and gives its link the focus. */
  focusPost: (index: number) => void;
}

interface PostListProps {
  ref: Ref<PostListHandle>;
  posts: readonly PostSummary[];
  view: View;
  query: string;
  openId: string | null;
  activeId: string | null;
  selected: ReadonlySet<string>;
  arrived: ReadonlySet<string>;
  waiting: number;
  hasMore: boolean;
  isLoadingMore: boolean;
  actions: PostActions | null;
  label: string;
  onShowWaiting: () => void;
  onLoadMore: () => void;
  onSelect: (post: PostSummary, isRange: boolean) => void;
}

export function PostList({
  ref,
  posts,
  view,
  query,
  openId,
  activeId,
  selected,
  arrived,
  waiting,
  hasMore,
  isLoadingMore,
  actions,
  label,
  onShowWaiting,
  onLoadMore,
  onSelect,
}: PostListProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: posts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => posts[index]?.id ?? index,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasMore && !isLoadingMore && lastIndex >= posts.length - 10) onLoadMore();
  }, [hasMore, isLoadingMore, lastIndex, posts.length, onLoadMore]);

  useImperativeHandle(
    ref,
    () => ({
      isAtTop: () => (scroller.current?.scrollTop ?? 0) < topPx,
      scrollToTop: () => scroller.current?.scrollTo({ top: 0 }),
      focusPost: (index) => {
        virtual.scrollToIndex(index, { align: "auto" });
        const id = posts[index]?.id;
        // The row exists only after the scroll is drawn.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => document.getElementById(`post-${id}`)?.focus({ preventScroll: true })),
        );
      },
    }),
    [virtual, posts],
  );

  const tabStop = activeId ?? posts[0]?.id;
  return (
    <div className="relative min-h-0 flex-1">
      {waiting > 0 && (
        <div className="pointer-events-none absolute inset-x-0 top-2 z-20 flex justify-center">
          <Button
            look="primary"
            size="small"
            className="pointer-events-auto animate-rise rounded-full pr-3 shadow-pop"
            onClick={onShowWaiting}
          >
            <ArrowUp aria-hidden />
            {t("posts.newPosts", { count: waiting })}
          </Button>
        </div>
      )}
      <div ref={scroller} className="h-full overflow-y-auto [overflow-anchor:none]">
        <div
          role="feed"
          aria-label={label}
          aria-busy={isLoadingMore}
          className="relative"
          style={{ height: virtual.getTotalSize() }}
        >
          {items.map((item) => {
            const post = posts[item.index];
            if (post === undefined) return null;
            return (
              <article
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-posinset={item.index + 1}
                aria-setsize={hasMore ? -1 : posts.length}
                aria-labelledby={`post-${post.id}`}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <PostRow
                  post={post}
                  view={view}
                  query={query}
                  isOpen={post.id === openId}
                  isSelected={selected.has(post.id)}
                  isArriving={arrived.has(post.id)}
                  isTabStop={post.id === tabStop}
                  actions={actions}
                  onSelect={onSelect}
                />
              </article>
            );
          })}
        </div>
      </div>
    </div>
  );
}
