import type { PostSummary } from "@millrace/posts/contract";
import { useNavigate } from "@tanstack/react-router";
import { useState, type RefObject } from "react";
import { useShortcuts } from "../../shared/shortcuts.ts";
import { undoLast } from "../../shared/undo.ts";
import type { PostActions } from "../actions.ts";
import { viewPaths } from "../paths.ts";
import type { PostListHandle } from "./post-list.tsx";
import type { View } from "./search.ts";

interface ListKeys {
  posts: readonly PostSummary[];
  selected: readonly PostSummary[];
  openId: string | null;
  view: View;
  list: RefObject<PostListHandle | null>;
  /** null: only keys that read. */
  actions: PostActions | null;
  onSelect: (post: PostSummary, isRange: boolean) => void;
  onClearSelection: () => void;
}

/** Moves through the list and acts on the current post (or the ticked ones) by keys. Gives back the id of the current post. */
export function useListKeys({
  posts,
  selected,
  openId,
  view,
  list,
  actions,
  onSelect,
  onClearSelection,
}: ListKeys): string | null {
  const navigate = useNavigate();
  const [lastId, setLastId] = useState<string | null>(null);
  const activeId = openId ?? lastId;
  const activeIndex = posts.findIndex((post) => post.id === activeId);
  const active = posts[activeIndex];
  const targets = selected.length > 0 ? selected : active === undefined ? [] : [active];

  const open = (post: PostSummary) =>
    void navigate({
      to: viewPaths[view].detail,
      params: { postId: post.id },
      search: true,
      state: { keepFocus: true },
    });
  const move = (by: number) => {
    const index = Math.max(0, Math.min(posts.length - 1, activeIndex + by));
    const post = posts[index];
    if (post === undefined) return;
    setLastId(post.id);
    list.current?.focusPost(index);
    if (openId !== null) open(post);
  };
  const act = (action: (posts: readonly PostSummary[]) => Promise<void>) => () => {
    if (targets.length === 0) return;
    const next = posts[activeIndex + 1] ?? posts[activeIndex - 1];
    if (selected.length === 0 && action !== actions?.toggleFavourite && next !== undefined) {
      setLastId(next.id);
      if (openId !== null) open(next);
    }
    void action(targets);
    onClearSelection();
  };
  const keysOf = ({ toggleFavourite, restore, trash }: PostActions) => ({
    f: act(toggleFavourite),
    "#": act(view === "trash" ? restore : trash),
    Delete: act(view === "trash" ? restore : trash),
    x: () => active && onSelect(active, false),
  });
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    o: () => active && open(active),
    ...(actions === null ? {} : keysOf(actions)),
    u: () => void undoLast(),
    Escape: () => {
      if (selected.length > 0) onClearSelection();
      else if (openId !== null) {
        setLastId(openId);
        void navigate({ to: viewPaths[view].list, search: true, state: { keepFocus: true } });
        list.current?.focusPost(activeIndex);
      }
    },
  });
  return activeId;
}
