import { CircleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, Unreachable } from "../api/problem.ts";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";

/** What a page says when it has nothing to show, and what to do about it. */
export function Empty({
  icon: Icon,
  title,
  children,
  actions,
  className,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}) {
  return (
    <div
      className={cn("mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-16 text-center", className)}
    >
      <span className="mb-2 flex size-11 items-center justify-center rounded-xl border border-line bg-panel text-faint">
        <Icon aria-hidden className="size-5" />
      </span>
      <h2 className="text-base font-semibold text-balance">{title}</h2>
      {children !== undefined && <div className="text-ui text-pretty text-muted">{children}</div>}
      {actions !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

/** What went wrong and what to try, in the server's words. */
export function ProblemNotice({
  error,
  onRetry,
  className,
}: {
  error: unknown;
  onRetry?: (() => void) | undefined;
  className?: string;
}) {
  const { t } = useTranslation();
  const words = problemWords(error, {
    unreachable: t("problem.unreachable"),
    unreachableAction: t("problem.unreachableAction"),
  });
  return (
    <div
      role="alert"
      className={cn("m-4 flex gap-3 rounded-lg border border-line bg-bad-soft p-4 text-ui", className)}
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{words.what}</p>
        {words.action !== null && <p className="mt-0.5 text-muted">{words.action}</p>}
        {onRetry !== undefined && (
          <Button size="small" className="mt-3" onClick={onRetry}>
            {t("common.retry")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** The sentence and the advice of any error, for a notice or a toast. */
export function problemWords(
  error: unknown,
  words: { unreachable: string; unreachableAction: string },
): { what: string; action: string | null } {
  if (error instanceof ApiProblem) return { what: error.message, action: error.problem.action ?? null };
  if (error instanceof Unreachable) return { what: words.unreachable, action: words.unreachableAction };
  return { what: error instanceof Error ? error.message : String(error), action: null };
}

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-shimmer rounded bg-sunken", className)} />;
}

/** Grey lines where a list will be; says "loading" once to screen readers. */
export function SkeletonList({ rows = 6, className }: { rows?: number; className?: string }) {
  const { t } = useTranslation();
  return (
    <div role="status" className={className}>
      <span className="sr-only">{t("common.loading")}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex flex-col gap-2 border-b border-line px-4 py-3.5">
          <Skeleton className="h-3.5 w-1/3" />
          <Skeleton className="h-3 w-11/12" />
          <Skeleton className="h-3 w-2/3" />
        </div>
      ))}
    </div>
  );
}
