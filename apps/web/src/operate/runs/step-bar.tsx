import { cn } from "../../shared/ui/cn.ts";
import type { Segment, TimeSpan } from "./step-segments.ts";

const looks: Record<Segment["kind"], string> = {
  done: "bg-accent",
  failed: "bg-bad",
  waited: "bg-warn",
  pause: "h-px top-1.5 bg-line-strong",
  open: "bg-accent animate-shimmer",
};

/** The stretches of a step where they lay in the run's time. */
export function StepBar({ segments, span }: { segments: readonly Segment[]; span: TimeSpan }) {
  const lengthMs = span.toMs - span.fromMs;
  const share = (ms: number) => `${Math.max(0, Math.min(1, ms / lengthMs)) * 100}%`;
  return (
    <span aria-hidden className="relative block h-3">
      {segments.map((segment, index) => (
        <span
          key={index}
          className={cn(
            "absolute top-0.5 h-2 rounded-xs",
            segment.kind !== "pause" && "min-w-[3px]",
            looks[segment.kind],
          )}
          style={{
            left: `min(${share(segment.fromMs - span.fromMs)}, calc(100% - 3px))`,
            width: share(segment.toMs - segment.fromMs),
          }}
        />
      ))}
    </span>
  );
}
