import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Brand } from "../../app/brand.tsx";
import { Preferences } from "../../app/preferences.tsx";
import { useTitle } from "../../shared/ui/page.tsx";

/** The pages before the house: one card, the language and the theme. */
export function DoorFrame({
  title,
  description,
  children,
}: {
  title: string;
  description?: ReactNode;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <div className="flex min-h-full flex-col items-center overflow-y-auto px-4 py-10">
      <div className="flex w-full max-w-sm items-center justify-between">
        <Link to="/" className="rounded-md">
          <Brand />
        </Link>
        <Preferences />
      </div>
      <main
        id="main"
        className="mt-8 w-full max-w-sm rounded-xl border border-line bg-panel px-6 py-6 shadow-pop"
      >
        <h1 tabIndex={-1} data-page-heading className="text-lg font-semibold tracking-tight outline-none">
          {title}
        </h1>
        {description !== undefined && (
          <div className="mt-1 text-ui text-pretty text-muted">{description}</div>
        )}
        <div className="mt-4">{children}</div>
      </main>
    </div>
  );
}
