import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";

/** A panel of the overview: the few lines that matter, and the page that has the rest. */
export function Glance({
  title,
  to,
  query,
  isEmpty,
  emptyText,
  children,
}: {
  title: string;
  to: ComponentProps<typeof Link>["to"];
  query: ComponentProps<typeof QueryState>["query"];
  isEmpty: boolean;
  emptyText: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Panel
      title={title}
      className="min-w-0"
      actions={
        <Link to={to} className="inline-flex items-center gap-1 rounded text-xs text-muted hover:text-accent">
          {t("operate.overview.open")}
          <span className="sr-only"> {title}</span>
          <ArrowRight aria-hidden className="size-3.5" />
        </Link>
      }
    >
      <QueryState query={query} rows={2} />
      {query.data !== undefined && isEmpty && (
        <p className="px-4 py-6 text-center text-ui text-faint">{emptyText}</p>
      )}
      {!isEmpty && <ul className="divide-y divide-line/60">{children}</ul>}
    </Panel>
  );
}
