import { useEffect, type ReactNode } from "react";
import { cn } from "./cn.ts";

/** A page with its heading; the heading takes the focus after a navigation and gives the tab its title. */
export function Page({
  title,
  description,
  back,
  actions,
  children,
  className,
}: {
  title: string;
  description?: ReactNode;
  back?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  useTitle(title);
  return (
    <div className="flex h-full flex-col overflow-y-auto print:block print:h-auto print:overflow-visible">
      <div className={cn("mx-auto w-full max-w-5xl px-4 pb-16 sm:px-8", className)}>
        <header className="flex flex-wrap items-end gap-x-4 gap-y-2 pt-6 pb-5">
          <div className="min-w-0 flex-1 basis-72">
            {back}
            <h1 tabIndex={-1} data-page-heading className="text-xl font-semibold tracking-tight">
              {title}
            </h1>
            {description !== undefined && (
              <p className="mt-1 max-w-prose text-ui text-pretty text-muted">{description}</p>
            )}
          </div>
          {actions}
        </header>
        {children}
      </div>
    </div>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Millrace`;
  }, [title]);
}

export function Panel({
  title,
  actions,
  children,
  className,
}: {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={cn("rounded-lg border border-line bg-panel", className)}>
      {title !== undefined && (
        <div className="flex min-h-11 flex-wrap items-center gap-2 border-b border-line px-4 py-1.5">
          <h2 className="flex-1 text-ui font-semibold">{title}</h2>
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}
