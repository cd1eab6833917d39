import type { RefObject } from "react";
import { useShortcuts } from "../../shared/shortcuts.ts";
import { undoLast } from "../../shared/undo.ts";

/** "j" and "k" move the focus through the links marked `data-row-link`; "u" takes the last action back. */
export function useRowKeys(container: RefObject<HTMLElement | null>): void {
  const move = (by: number) => {
    const links = [...(container.current?.querySelectorAll<HTMLElement>("[data-row-link]") ?? [])];
    const now = links.findIndex((link) => link === document.activeElement);
    const next = links[Math.max(0, Math.min(links.length - 1, now + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  useShortcuts({ j: () => move(1), k: () => move(-1), u: () => void undoLast() });
}
