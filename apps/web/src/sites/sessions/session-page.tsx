import { Link, useParams } from "@tanstack/react-router";
import type { Session } from "@millrace/sites/contract";
import { ArrowLeft } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useRowKeys } from "../../operate/parts/use-row-keys.ts";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { ExtractorFaults } from "./extractor-faults.tsx";
import { MissingReasons } from "./missing-reasons.tsx";
import { hasEnded, useScrapingSession } from "./queries.ts";
import { useSelectionWords } from "./selection-words.ts";
import { SessionButtons } from "./session-buttons.tsx";
import { SessionProgress } from "./session-progress.tsx";
import { SessionWebsites } from "./session-websites.tsx";
import { SuccessRates } from "./success-rates.tsx";
import { WorkerList } from "./worker-list.tsx";

/** One session: how far it is, what each worker does, what became of the websites and why, and its report at the end. */
export function SessionPage() {
  const { t } = useTranslation();
  const { sessionId = "" } = useParams({ strict: false });
  const query = useScrapingSession(sessionId);
  const session = query.data;
  const words = useSelectionWords();
  return (
    <Page
      back={
        <Link
          to="/sites/sessions"
          search={session?.workspace === "test" ? { workspace: "test" } : {}}
          className="mb-1.5 inline-flex items-center gap-1 text-xs text-muted hover:text-fg"
        >
          <ArrowLeft aria-hidden className="size-3.5" />
          {t("scraping.sessions.back")}
        </Link>
      }
      title={session === undefined ? t("scraping.sessions.one") : words(session.selection)}
      description={session !== undefined && <About session={session} />}
      actions={session !== undefined && <SessionButtons session={session} />}
    >
      <QueryState query={query} className="mx-0" />
      {session !== undefined && <SessionBody key={session.id} session={session} />}
    </Page>
  );
}

function About({ session }: { session: Session }) {
  const { t } = useTranslation();
  return (
    <span className="text-xs">
      {t("scraping.sessions.about", {
        provider: session.provider,
        who: session.started_by,
        priority: session.priority,
      })}{" "}
      · <TimeAgo iso={session.created_at} />
    </span>
  );
}

function SessionBody({ session }: { session: Session }) {
  const body = useRef<HTMLDivElement>(null);
  useRowKeys(body);
  return (
    <div ref={body} className="grid gap-4">
      <SessionProgress session={session} />
      {!hasEnded(session) && <WorkerList activity={session.activity} />}
      <SuccessRates session={session} />
      {session.missing.length > 0 && <MissingReasons missing={session.missing} />}
      {session.extractor_faults.length > 0 && <ExtractorFaults faults={session.extractor_faults} />}
      <SessionWebsites session={session} />
    </div>
  );
}
