import { useFormat } from "../../shared/i18n/format.ts";
import { useNow } from "../../shared/ui/time-ago.tsx";

/** Milliseconds between two instants; up to now while it has not ended; null before it began. */
export function elapsedMs(startedAt: string | null, endedAt: string | null, nowMs: number): number | null {
  if (startedAt === null) return null;
  return Math.max(0, (endedAt === null ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt));
}

export function Duration({
  startedAt,
  endedAt,
  isRunning,
}: {
  startedAt: string | null;
  endedAt: string | null;
  isRunning: boolean;
}) {
  const format = useFormat();
  const now = useNow();
  if (endedAt === null && !isRunning) return <>–</>;
  const milliseconds = elapsedMs(startedAt, endedAt, now);
  return <>{milliseconds === null ? "–" : format.duration(milliseconds)}</>;
}
