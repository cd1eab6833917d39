import type { PostSummary } from "@millrace/posts/contract";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

/** Which of the shown posts are ticked; Shift takes in everything between the last tick and this one. */
export function useSelection(posts: readonly PostSummary[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const lastId = useRef<string | null>(null);
  const shown = useRef(posts);
  useEffect(() => {
    shown.current = posts;
  }, [posts]);

  const toggle = useCallback((post: PostSummary, isRange: boolean) => {
    const all = shown.current;
    const to = all.findIndex((other) => other.id === post.id);
    const from = isRange ? all.findIndex((other) => other.id === lastId.current) : to;
    const range = all.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1);
    lastId.current = post.id;
    setIds((before) => {
      const after = new Set(before);
      const isOn = !before.has(post.id);
      for (const each of range) {
        if (isOn) after.add(each.id);
        else after.delete(each.id);
      }
      return after;
    });
  }, []);
  const clear = useCallback(() => setIds(new Set()), []);
  const selectAll = useCallback(() => setIds(new Set(shown.current.map((post) => post.id))), []);
  const selected = useMemo(() => posts.filter((post) => ids.has(post.id)), [posts, ids]);
  return { ids, selected, toggle, clear, selectAll };
}
