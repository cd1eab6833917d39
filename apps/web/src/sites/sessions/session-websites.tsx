import { Link } from "@tanstack/react-router";
import type { Session, SessionWebsite } from "@millrace/sites/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { chipLook } from "../../shared/ui/filter-chip.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { useMetricLabel, useReasonWords } from "../queries.ts";
import { outcomes, toneOf, type Outcome } from "./outcomes.ts";
import { useSessionWebsites } from "./queries.ts";

/** The websites of a session in the order they are measured, all or those with one outcome. */
export function SessionWebsites({ session }: { session: Session }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | undefined>(undefined);
  const query = useSessionWebsites(session.id, outcome);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title={t("scraping.sessions.websites")}>
      <OutcomeFilter session={session} value={outcome} onChange={setOutcome} />
      <QueryState query={query} rows={3} />
      {query.data !== undefined && items.length === 0 && (
        <p className="px-4 py-6 text-center text-ui text-faint">{t("scraping.sessions.noWebsites")}</p>
      )}
      <ul className="divide-y divide-line">
        {items.map((website) => (
          <WebsiteRow key={website.website_id} website={website} />
        ))}
      </ul>
      {query.hasNextPage && (
        <div className="flex justify-center border-t border-line py-3">
          <Button size="small" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common.more")}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function OutcomeFilter({
  session,
  value,
  onChange,
}: {
  session: Session;
  value: Outcome | undefined;
  onChange: (outcome: Outcome | undefined) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div
      role="group"
      aria-label={t("scraping.sessions.byOutcome")}
      className="flex flex-wrap gap-1.5 border-b border-line px-4 py-2.5"
    >
      {outcomes.map(({ outcome }) => (
        <button
          key={outcome}
          type="button"
          aria-pressed={value === outcome}
          className={chipLook(value === outcome)}
          onClick={() => onChange(value === outcome ? undefined : outcome)}
        >
          {t(`sites.status.${outcome}`)}{" "}
          <span className="tabular-nums">{format.number(session.by_outcome[outcome])}</span>
        </button>
      ))}
    </div>
  );
}

function WebsiteRow({ website }: { website: SessionWebsite }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useMetricLabel();
  const reason = useReasonWords();
  const missing = Object.entries(website.missing);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-ui">
      {website.outcome === null ? (
        <Badge tone={website.state === "working" ? "accent" : "neutral"}>
          {t(`scraping.sessions.state.${website.state}`)}
        </Badge>
      ) : (
        <Badge tone={toneOf(website.outcome)}>{t(`sites.status.${website.outcome}`)}</Badge>
      )}
      <Link
        to="/sites/$websiteId"
        params={{ websiteId: website.website_id }}
        data-row-link=""
        className="min-w-0 truncate font-medium underline-offset-2 hover:underline"
      >
        {website.domain}
      </Link>
      <span className="flex-1" />
      {website.worker !== null && (
        <span className="text-xs text-faint">
          {t("scraping.sessions.worker", { number: website.worker })}
        </span>
      )}
      {website.ended_at !== null && (
        <time dateTime={website.ended_at} className="text-xs text-faint tabular-nums">
          {format.time(website.ended_at)}
        </time>
      )}
      {missing.length > 0 && website.outcome !== "na" && (
        <p className="w-full text-xs text-pretty text-muted">
          {missing
            .map(([metric, code]) =>
              t("sites.missingBecause", { metric: label(metric), reason: reason(code) }),
            )
            .join(" · ")}
        </p>
      )}
    </li>
  );
}
