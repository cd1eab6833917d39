import { useSyncExternalStore } from "react";
import { useFormat } from "../i18n/format.ts";

const tickMs = 30_000;
const listeners = new Set<() => void>();
let nowMs = Date.now();
let ticking: ReturnType<typeof setInterval> | null = null;

/** One timer for all relative times of the page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    nowMs = Date.now();
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || ticking === null) return;
    clearInterval(ticking);
    ticking = null;
  };
}

/** Milliseconds since the epoch, refreshed every 30 s. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}

/** "3 h ago", with the exact time on hover and for machines. */
export function TimeAgo({ iso, className }: { iso: string; className?: string }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={iso} title={format.dateTime(iso)} className={className}>
      {format.relative(iso, Math.max(now, new Date(iso).getTime()))}
    </time>
  );
}
