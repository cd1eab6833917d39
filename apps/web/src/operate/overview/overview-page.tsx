import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { cn } from "../../shared/ui/cn.ts";
import { Page } from "../../shared/ui/page.tsx";
import { ProblemNotice, Skeleton } from "../../shared/ui/states.tsx";
import type { RatesWindow } from "../api.ts";
import { BudgetsGlance } from "./budgets-glance.tsx";
import { DeadLettersGlance } from "./dead-letters-glance.tsx";
import { OverviewFigures } from "./overview-figures.tsx";
import { readOverviewSearch, windows } from "./overview-search.ts";
import { QueuesGlance } from "./queues-glance.tsx";
import { useRates } from "./queries.ts";
import { RatePanels } from "./rate-panels.tsx";
import { WorkersGlance } from "./workers-glance.tsx";

/** How the work goes: what ended, how fast, what waits, what failed, who works, what may still be asked. */
export function OverviewPage() {
  const { t } = useTranslation();
  const { window = "1h" } = readOverviewSearch(useSearch({ strict: false }));
  const query = useRates(window);
  return (
    <Page
      title={t("nav.overview")}
      description={t("operate.overview.description")}
      actions={<WindowChoice window={window} />}
      className="max-w-6xl"
    >
      <div className="grid gap-4">
        {query.isPending && (
          <div role="status" className="grid gap-4">
            <span className="sr-only">{t("common.loading")}</span>
            <Skeleton className="h-20" />
            <Skeleton className="h-64" />
          </div>
        )}
        {query.isError && query.data === undefined && (
          <ProblemNotice error={query.error} onRetry={() => void query.refetch()} className="m-0" />
        )}
        {query.data !== undefined && (
          <>
            <OverviewFigures rates={query.data.items} />
            <RatePanels rates={query.data.items} window={window} />
          </>
        )}
        <div className="grid items-start gap-4 md:grid-cols-2">
          <div className="grid gap-4">
            <QueuesGlance />
            <WorkersGlance />
          </div>
          <div className="grid gap-4">
            <DeadLettersGlance />
            <BudgetsGlance />
          </div>
        </div>
      </div>
    </Page>
  );
}

function WindowChoice({ window }: { window: RatesWindow }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <div
      role="group"
      aria-label={t("operate.overview.window")}
      className="inline-flex rounded-md border border-line-strong bg-panel p-0.5"
    >
      {windows.map((value) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === window}
          onClick={() =>
            void navigate({
              to: "/operate",
              search: readOverviewSearch({ window: value }),
              replace: true,
              state: { keepFocus: true },
            })
          }
          className={cn(
            "h-6.5 rounded-sm px-2.5 text-xs font-medium text-muted hover:text-fg",
            value === window && "bg-accent-soft text-accent hover:text-accent",
          )}
        >
          {t(`runs.span.${value}`)}
        </button>
      ))}
    </div>
  );
}
