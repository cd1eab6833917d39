import { cn } from "./cn.ts";

/** How far something is; without a total it moves but claims no share. */
export function ProgressBar({
  label,
  done,
  of,
  className,
}: {
  label: string;
  done: number;
  of: number | null;
  className?: string;
}) {
  const share = of === null || of === 0 ? null : Math.min(1, done / of);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={of ?? undefined}
      aria-valuenow={of === null ? undefined : Math.min(done, of)}
      className={cn("h-1.5 overflow-hidden rounded-full bg-sunken", className)}
    >
      <div
        className={cn(
          "h-full rounded-full bg-accent transition-[width] duration-300",
          share === null && "w-1/3 animate-shimmer",
        )}
        style={share === null ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
