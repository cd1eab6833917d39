import { useFormat } from "../../shared/i18n/format.ts";
import { useTicking } from "../parts/use-ticking.ts";

/** Milliseconds between two instants; up to now while it has not ended; null before it began. */
export function elapsedMs(startedAt: string | null, endedAt: string | null, nowMs: number): number | null {
  if (startedAt === null) return null;
  return Math.max(0, (endedAt === null ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt));
}

/** How long it took; counts up by the second while it runs. */
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
  const isCounting = isRunning && startedAt !== null && endedAt === null;
  const now = useTicking(isCounting);
  if (endedAt === null && !isRunning) return <>–</>;
  const milliseconds = elapsedMs(startedAt, endedAt, now);
  if (milliseconds === null) return <>–</>;
  return <>{format.duration(milliseconds)}</>;
}
