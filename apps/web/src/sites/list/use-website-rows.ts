import type { Website } from "@millrace/sites/contract";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useImperativeHandle, useRef, type Ref, type RefObject } from "react";

export interface WebsiteListHandle {
  /** Scrolls to a website and gives its link the focus. */
  focusWebsite: (index: number) => void;
}

/** What the table and the cards of a phone are given. */
export interface WebsiteListProps {
  ref: Ref<WebsiteListHandle>;
  websites: readonly Website[];
  /** The website that keys act on. */
  activeId: string | null;
  selected: ReadonlySet<string>;
  /** Whether websites can be ticked at all. */
  maySelect: boolean;
  /** The metric of the curve. */
  trend: string;
  hasMore: boolean;
  isLoadingMore: boolean;
  onLoadMore: () => void;
  onSelect: (website: Website, isRange: boolean) => void;
}

/** Draws only the rows in view, and asks for more near the end. */
export function useWebsiteRows(
  { ref, websites, hasMore, isLoadingMore, onLoadMore }: WebsiteListProps,
  rowPx: number,
  headPx: number,
) {
  const scroller: RefObject<HTMLDivElement | null> = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: websites.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => websites[index]?.id ?? index,
    scrollPaddingStart: headPx,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && lastIndex >= websites.length - 20) onLoadMore();
  }, [hasMore, isLoadingMore, lastIndex, websites.length, onLoadMore]);
  useImperativeHandle(
    ref,
    () => ({
      focusWebsite: (index) => {
        virtual.scrollToIndex(index, { align: "auto" });
        const id = websites[index]?.id;
        // The row exists only after the scroll is drawn.
        requestAnimationFrame(() =>
          requestAnimationFrame(() =>
            document.getElementById(`website-${id}`)?.focus({ preventScroll: true }),
          ),
        );
      },
    }),
    [virtual, websites],
  );
  return { scroller, items, totalPx: virtual.getTotalSize() };
}
