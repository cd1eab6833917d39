import type { Website } from "@millrace/sites/contract";
import { useNavigate } from "@tanstack/react-router";
import { useState, type RefObject } from "react";
import { useShortcuts } from "../../shared/shortcuts.ts";
import { undoLast } from "../../shared/undo.ts";
import type { WebsiteListHandle } from "./use-website-rows.ts";

/** Moves through the websites by keys, ticks and opens the current one. Gives back its id. */
export function useWebsiteKeys({
  websites,
  list,
  onSelect,
  onClearSelection,
}: {
  websites: readonly Website[];
  list: RefObject<WebsiteListHandle | null>;
  /** null: nothing to tick. */
  onSelect: ((website: Website, isRange: boolean) => void) | null;
  onClearSelection: () => void;
}): string | null {
  const navigate = useNavigate();
  const [activeId, setActiveId] = useState<string | null>(null);
  const index = websites.findIndex((website) => website.id === activeId);
  const active = websites[index];
  const move = (by: number) => {
    const next = Math.max(0, Math.min(websites.length - 1, index + by));
    const website = websites[next];
    if (website === undefined) return;
    setActiveId(website.id);
    list.current?.focusWebsite(next);
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    o: () => active && void navigate({ to: "/sites/$websiteId", params: { websiteId: active.id } }),
    ...(onSelect === null ? {} : { x: (event: KeyboardEvent) => active && onSelect(active, event.shiftKey) }),
    u: () => void undoLast(),
    Escape: onClearSelection,
  });
  return active === undefined ? null : activeId;
}
