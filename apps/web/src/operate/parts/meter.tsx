import { cn } from "../../shared/ui/cn.ts";

/** How much of a limit is used; the colour warns from 80 %. Without a limit the bar is a share of `of` and warns of nothing. */
export function Meter({
  label,
  value,
  of,
  words,
  isLimit = true,
  className,
}: {
  label: string;
  value: number;
  of: number;
  /** The same in words, for screen readers. */
  words: string;
  isLimit?: boolean;
  className?: string;
}) {
  const share = of === 0 ? 0 : Math.min(1, value / of);
  const tone = !isLimit || share < 0.8 ? "bg-accent" : share < 1 ? "bg-warn" : "bg-bad";
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={Math.min(value, of)}
      aria-valuetext={words}
      className={cn("h-1.5 overflow-hidden rounded-full bg-sunken", className)}
    >
      <div
        className={cn("h-full rounded-full transition-[width] duration-300", tone)}
        style={{ width: `${share * 100}%` }}
      />
    </div>
  );
}
