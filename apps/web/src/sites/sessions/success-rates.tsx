import type { Session } from "@millrace/sites/contract";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Meter } from "../../operate/parts/meter.tsx";
import { useFormat } from "../../shared/i18n/format.ts";
import { Panel } from "../../shared/ui/page.tsx";

type Tally = Session["api"];

/** How often the provider's API and pages answered in the end, by which mirror, and how much of what was expected came. */
export function SuccessRates({ session }: { session: Session }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("scraping.sessions.success")}>
      <div className="grid gap-x-8 gap-y-4 px-4 py-3.5 sm:grid-cols-3">
        <Share
          name={t("scraping.sessions.api")}
          done={session.api.answered}
          of={session.api.asked}
          note={<TallyNote tally={session.api} />}
        />
        <Share
          name={t("scraping.sessions.pages")}
          done={session.dom.answered}
          of={session.dom.asked}
          note={<TallyNote tally={session.dom} />}
        />
        <Share
          name={t("scraping.sessions.coverage")}
          done={session.obtained}
          of={session.expected}
          note={t("scraping.sessions.coverageNote")}
        />
      </div>
    </Panel>
  );
}

function Share({ name, done, of, note }: { name: string; done: number; of: number; note: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words =
    of === 0
      ? t("scraping.sessions.notAsked")
      : t("scraping.sessions.shareOf", { done: format.number(done), of: format.number(of) });
  return (
    <div className="min-w-0">
      <div className="flex items-baseline justify-between gap-2">
        <span className="text-xs text-muted">{name}</span>
        <span className="text-xs whitespace-nowrap text-faint tabular-nums">{words}</span>
      </div>
      <p className="text-xl font-semibold tracking-tight tabular-nums">
        {of === 0 ? "–" : format.percentTenth(Math.floor((done / of) * 1000) / 1000)}
      </p>
      <Meter label={name} value={done} of={of} words={words} isLimit={false} className="mt-1" />
      <p className="mt-1.5 text-xs text-pretty text-muted tabular-nums">{note}</p>
    </div>
  );
}

/** Repetitions, and who answered. */
function TallyNote({ tally }: { tally: Tally }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mirrors = Object.entries(tally.by_mirror).sort(([, a], [, b]) => b - a);
  return (
    <>
      {t("scraping.sessions.retries", { count: tally.retries, number: format.number(tally.retries) })}
      {mirrors.length > 0 && (
        <>
          {" · "}
          {t("scraping.sessions.mirrors", {
            mirrors: mirrors.map(([mirror, count]) => `${mirror} ${format.number(count)}`).join(", "),
          })}
        </>
      )}
    </>
  );
}
