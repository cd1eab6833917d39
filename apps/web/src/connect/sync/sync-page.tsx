import type { Sync } from "@millrace/connect/contract";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useRowKeys } from "../../operate/parts/use-row-keys.ts";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Tabs } from "../../shared/ui/tabs.tsx";
import { CertificateTab } from "../certificate/certificate-tab.tsx";
import { DiffTab } from "../diff/diff-tab.tsx";
import { BackLink } from "../parts/back-link.tsx";
import { hasCertificate, isUnderWay } from "../words.ts";
import { DeadRecords } from "./dead-records.tsx";
import { PageLog } from "./page-log.tsx";
import { useSync } from "./queries.ts";
import { SyncButtons } from "./sync-buttons.tsx";
import { SyncProgress } from "./sync-progress.tsx";
import { readSyncSearch, syncTabs, type SyncTab } from "./sync-search.ts";

/** One sync while it runs and after: progress, what it would change, its certificate, its bad records, its raw pages. */
export function SyncPage() {
  const { t } = useTranslation();
  const { syncId = "" } = useParams({ strict: false });
  const query = useSync(syncId);
  const sync = query.data;
  return (
    <Page
      title={sync?.connection_name ?? t("connect.sync")}
      description={sync !== undefined && <About sync={sync} />}
      back={
        sync === undefined ? (
          <BackLink to="/connect" label={t("nav.connections")} />
        ) : (
          <BackLink
            to="/connect/$connectionId"
            params={{ connectionId: sync.connection_id }}
            label={t("connect.backToConnection")}
          />
        )
      }
      actions={sync !== undefined && <SyncButtons sync={sync} />}
    >
      <QueryState query={query} className="mx-0" />
      {sync !== undefined && <Views key={sync.id} sync={sync} />}
    </Page>
  );
}

function About({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs">
      <Badge tone={sync.kind === "sync" ? "neutral" : "accent"}>{t(`connect.kind.${sync.kind}`)}</Badge>
      <span>{t("connect.plannedAt", { time: format.dateTime(sync.planned_at) })}</span>
      <span>· {t("connect.startedBy", { who: sync.started_by })}</span>
      {sync.replay_of !== null && (
        <Link
          to="/connect/syncs/$syncId"
          params={{ syncId: sync.replay_of }}
          className="text-accent underline-offset-2 hover:underline"
        >
          {t("connect.replayOf")}
        </Link>
      )}
      <Link
        to="/operate/runs/$runId"
        params={{ runId: sync.run_id }}
        className="text-accent underline-offset-2 hover:underline print:hidden"
      >
        {t("connect.openRun")}
      </Link>
    </span>
  );
}

/** The views there are of a sync of this kind and state; first the one most likely wanted. */
function viewsOf(sync: Sync): SyncTab[] {
  const hidden: SyncTab = sync.kind === "dry_run" ? "certificate" : "diff";
  const views = syncTabs.filter((tab) => tab !== hidden);
  return sync.kind === "dry_run" && !isUnderWay(sync)
    ? ["diff", ...views.filter((tab) => tab !== "diff")]
    : views;
}

function Views({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { tab } = readSyncSearch(useSearch({ strict: false }));
  const body = useRef<HTMLDivElement>(null);
  useRowKeys(body);
  const views = viewsOf(sync);
  const shown = views.find((view) => view === tab) ?? views[0] ?? "progress";
  const go = (next: SyncTab) =>
    void navigate({
      to: "/connect/syncs/$syncId",
      params: { syncId: sync.id },
      search: next === views[0] ? {} : { tab: next },
      replace: true,
      state: { keepFocus: true },
    });
  const counts: Partial<Record<SyncTab, number>> = { "dead-letters": sync.bad, pages: sync.pages };
  return (
    <div ref={body}>
      <Tabs
        label={t("connect.views")}
        value={shown}
        onChange={go}
        tabs={views.map((view) => ({
          value: view,
          label: (
            <>
              {t(`connect.tab.${view}`)}
              {counts[view] !== undefined && counts[view] > 0 && (
                <Badge tone={view === "dead-letters" ? "warn" : "neutral"} className="h-4 tabular-nums">
                  {format.compact(counts[view])}
                </Badge>
              )}
            </>
          ),
        }))}
      >
        <View sync={sync} view={shown} onGo={go} />
      </Tabs>
    </div>
  );
}

function View({ sync, view, onGo }: { sync: Sync; view: SyncTab; onGo: (view: SyncTab) => void }) {
  switch (view) {
    case "diff":
      return <DiffTab sync={sync} />;
    case "certificate":
      return <CertificateTab sync={sync} />;
    case "dead-letters":
      return <DeadRecords sync={sync} />;
    case "pages":
      return <PageLog sync={sync} />;
    default:
      return (
        <SyncProgress sync={sync} onCertificate={hasCertificate(sync) ? () => onGo("certificate") : null} />
      );
  }
}
