import type { Session } from "@millrace/sites/contract";
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Figure, Figures } from "../../operate/parts/figures.tsx";
import { useFormat } from "../../shared/i18n/format.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { ProgressBar } from "../../shared/ui/progress-bar.tsx";
import { StatusBadge } from "../../shared/ui/status-badge.tsx";
import { OutcomeBar } from "./outcome-bar.tsx";
import { hasOnlyFailures } from "./queries.ts";

/** How far it is in big figures: done, left, rate, time left, and what became of the websites so far. */
export function SessionProgress({ session }: { session: Session }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = session.total === 0 ? null : session.done / session.total;
  return (
    <Panel className="overflow-hidden">
      <div className="px-4 pt-3.5 pb-3">
        <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatusBadge status={session.status} isDoubtful={hasOnlyFailures(session)} />
          <span className="text-sm font-semibold tabular-nums">
            {t("scraping.sessions.doneOf", {
              done: format.number(session.done),
              total: format.number(session.total),
            })}
          </span>
          {share !== null && (
            <span className="text-ui text-muted tabular-nums">
              {format.percent(Math.floor(share * 100) / 100)}
            </span>
          )}
          <span className="flex-1" />
          {session.fresh > 0 && (
            <span className="text-xs text-muted">
              {t("scraping.sessions.freshSkipped", {
                count: session.fresh,
                number: format.number(session.fresh),
              })}
            </span>
          )}
        </div>
        <ProgressBar
          label={t("scraping.sessions.progress")}
          done={session.done}
          of={session.total}
          className="h-2.5"
        />
      </div>
      {session.message !== null && (
        <p
          role="note"
          className="border-t border-line bg-warn-soft px-4 py-2.5 text-ui text-pretty break-words"
        >
          <TriangleAlert aria-hidden className="mr-1.5 inline size-4 align-text-bottom text-warn" />
          {session.message}
        </p>
      )}
      <Figures className="rounded-none border-0 border-t sm:grid-cols-4">
        <Figure name={t("scraping.sessions.figures.done")} value={format.number(session.done)} />
        <Figure name={t("scraping.sessions.figures.left")} value={format.number(session.left)} />
        <Figure
          name={t("scraping.sessions.figures.rate")}
          value={unknownOr(session.per_minute, (rate) => format.number(rate))}
          note={session.per_minute !== null && t("scraping.sessions.figures.perMinute")}
        />
        <TimeFigure session={session} />
      </Figures>
      <div className="border-t border-line px-4 py-3">
        <h2 className="mb-2 text-xs text-muted">{t("scraping.sessions.outcomes")}</h2>
        <OutcomeBar session={session} hasLegend />
      </div>
    </Panel>
  );
}

/** The time that is left while it runs; afterwards the time it took. */
function TimeFigure({ session }: { session: Session }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { started_at: started, ended_at: ended } = session;
  if (started !== null && ended !== null)
    return (
      <Figure
        name={t("scraping.sessions.figures.took")}
        value={format.duration(Math.max(0, Date.parse(ended) - Date.parse(started)))}
      />
    );
  return (
    <Figure
      name={t("scraping.sessions.figures.timeLeft")}
      value={unknownOr(session.seconds_left, (seconds) => format.duration(seconds * 1000))}
    />
  );
}

const unknownOr = (value: number | null, write: (value: number) => string): ReactNode =>
  value === null ? "–" : write(value);
