import { useEffect, useState } from "react";
import type { RunSummary } from "@millrace/server/contract";

interface HeldBack {
  shown: readonly RunSummary[];
  /** How many newer runs wait behind the button. */
  waiting: number;
  show: () => void;
  /** Goes on the element around the list. */
  handlers: { onPointerEnter: () => void; onPointerLeave: () => void };
  /** Goes, as ref, on an empty element above the list. */
  setTop: (element: HTMLElement | null) => void;
}

/**
 * New runs slide in on top while the reader is at the top with the pointer elsewhere; otherwise they wait behind a
 * button, so that no row moves under a hand.
 */
export function useHeldBack(runs: readonly RunSummary[], listKey: string): HeldBack {
  const [top, setTop] = useState<HTMLElement | null>(null);
  const isAtTop = useIsVisible(top);
  const [isPointed, setPointed] = useState(false);
  const newest = runs[0]?.created_at ?? "";
  const [state, setState] = useState({ listKey, upTo: newest });
  const isFree = isAtTop && !isPointed;
  const isOther = state.listKey !== listKey || state.upTo === "";
  const upTo = isFree || isOther ? newest : state.upTo;
  if (state.listKey !== listKey || state.upTo !== upTo) setState({ listKey, upTo });
  const shown = runs.filter((run) => run.created_at <= upTo);
  return {
    shown,
    waiting: runs.length - shown.length,
    show: () => {
      setState({ listKey, upTo: newest });
      top?.scrollIntoView({ block: "center" });
    },
    handlers: { onPointerEnter: () => setPointed(true), onPointerLeave: () => setPointed(false) },
    setTop,
  };
}

/** Whether the element is on the screen; true until that is known. */
function useIsVisible(element: HTMLElement | null): boolean {
  const [isVisible, setVisible] = useState(true);
  useEffect(() => {
    if (element === null) return;
    const observer = new IntersectionObserver(([entry]) => setVisible(entry?.isIntersecting ?? true));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return isVisible;
}
