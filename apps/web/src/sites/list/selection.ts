import type { Website } from "@millrace/sites/contract";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

/** Which of the loaded websites are ticked; Shift takes in everything between the last tick and this one. `isEverything`: the whole list was asked for, also what is not loaded. */
export function useSelection(websites: readonly Website[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [isEverything, setEverything] = useState(false);
  const lastId = useRef<string | null>(null);
  const shown = useRef(websites);
  useEffect(() => {
    shown.current = websites;
  }, [websites]);

  const toggle = useCallback((website: Website, isRange: boolean) => {
    const all = shown.current;
    const to = all.findIndex((other) => other.id === website.id);
    const from = isRange ? all.findIndex((other) => other.id === lastId.current) : to;
    const range = all.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1);
    lastId.current = website.id;
    setEverything(false);
    setIds((before) => {
      const after = new Set(before);
      const isOn = !before.has(website.id);
      for (const each of range) {
        if (isOn) after.add(each.id);
        else after.delete(each.id);
      }
      return after;
    });
  }, []);
  const clear = useCallback(() => {
    setEverything(false);
    setIds(new Set());
  }, []);
  const selectAll = useCallback(() => setIds(new Set(shown.current.map((website) => website.id))), []);
  const selected = useMemo(() => websites.filter((website) => ids.has(website.id)), [websites, ids]);
  return {
    ids,
    selected,
    isEverything,
    isAllLoaded: websites.length > 0 && selected.length === websites.length,
    toggle,
    clear,
    selectAll,
    selectEverything: () => setEverything(true),
  };
}

export type WebsiteSelection = ReturnType<typeof useSelection>;
