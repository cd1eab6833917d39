import type { Session } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { cn } from "../../shared/ui/cn.ts";
import { outcomes } from "./outcomes.ts";

/** What became of the websites so far, as one bar in parts; the counts stand below it. */
export function OutcomeBar({
  session,
  hasLegend = false,
  className,
}: {
  session: Session;
  hasLegend?: boolean;
  className?: string;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = outcomes
    .filter(({ outcome }) => session.by_outcome[outcome] > 0)
    .map(({ outcome }) => `${format.number(session.by_outcome[outcome])} ${t(`sites.status.${outcome}`)}`);
  return (
    <div className={className}>
      <div
        role="img"
        aria-label={
          words.length === 0
            ? t("scraping.sessions.noneDone")
            : `${t("scraping.sessions.outcomes")}: ${words.join(", ")}`
        }
        className="flex h-2 gap-px overflow-hidden rounded-full bg-sunken"
      >
        {outcomes.map(({ outcome, bar }) => (
          <span
            key={outcome}
            className={cn("h-full transition-[width] duration-300", bar)}
            style={{ width: `${(session.by_outcome[outcome] / Math.max(1, session.total)) * 100}%` }}
          />
        ))}
      </div>
      {hasLegend && (
        <dl className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-xs">
          {outcomes.map(({ outcome, bar }) => (
            <div key={outcome} className="flex items-center gap-1.5">
              <span aria-hidden className={cn("size-2 rounded-full", bar)} />
              <dt className="text-muted">{t(`sites.status.${outcome}`)}</dt>
              <dd className="font-medium tabular-nums">{format.number(session.by_outcome[outcome])}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
