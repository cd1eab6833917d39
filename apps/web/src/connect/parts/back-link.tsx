import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";

type Target = { to: "/connect" } | { to: "/connect/$connectionId"; params: { connectionId: string } };

/** Above the heading: where one came from. */
export function BackLink({ label, ...target }: Target & { label: string }) {
  return (
    <Link
      {...target}
      className="mb-1.5 inline-flex items-center gap-1 text-xs text-muted hover:text-fg print:hidden"
    >
      <ArrowLeft aria-hidden className="size-3.5" />
      {label}
    </Link>
  );
}
