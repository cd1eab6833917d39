import { Link } from "@tanstack/react-router";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "../../shared/ui/cn.ts";

/** A row of numbers that say how things stand. */
export function Figures({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl className={cn("grid grid-cols-2 overflow-hidden rounded-lg border border-line bg-panel", className)}>
      {children}
    </dl>
  );
}

/** One of them; with `to` the number opens the page it comes from. */
export function Figure({
  name,
  value,
  note,
  tone,
  to,
  search,
}: {
  name: string;
  value: ReactNode;
  note?: ReactNode;
  tone?: "bad" | "warn" | undefined;
  to?: ComponentProps<typeof Link>["to"];
  search?: Readonly<Record<string, string>>;
}) {
  const look = cn(
    "text-xl font-semibold tracking-tight tabular-nums",
    tone === "bad" && "text-bad",
    tone === "warn" && "text-warn",
  );
  return (
    <div className="relative -mt-px -ml-px border-t border-l border-line px-4 py-3 has-[a]:hover:bg-hover">
      <dt className="text-xs text-muted">{name}</dt>
      <dd>
        {to === undefined ? (
          <span className={look}>{value}</span>
        ) : (
          <Link
            {...(search === undefined ? { to } : { to, search: () => search })}
            className={cn(look, "after:absolute after:inset-0")}
          >
            {value}
          </Link>
        )}
        {note !== undefined && <span className="ml-1.5 text-xs whitespace-nowrap text-faint">{note}</span>}
      </dd>
    </div>
  );
}
