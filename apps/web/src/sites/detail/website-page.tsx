import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { HistoryPanel } from "./history-panel.tsx";
import { MeasurementTable } from "./measurement-table.tsx";
import { MetricCards } from "./metric-cards.tsx";
import { useHistory, useReadings, useWebsite } from "./queries.ts";
import { WebsiteActions } from "./website-actions.tsx";
import { WebsiteFacts } from "./website-facts.tsx";

/** One website: its metrics with where each comes from, how they developed, and every measurement. */
export function WebsitePage() {
  const { t } = useTranslation();
  const { websiteId } = useParams({ from: "/sites/$websiteId" });
  const query = useWebsite(websiteId);
  const readings = useReadings(websiteId);
  const history = useHistory(websiteId);
  const website = query.data;
  return (
    <Page
      title={website?.domain ?? t("nav.websites")}
      className="max-w-6xl"
      back={
        <Link
          to="/sites"
          search={website?.workspace === "test" ? { workspace: "test" } : {}}
          className="mb-1 inline-flex items-center gap-1 text-xs text-muted hover:text-fg"
        >
          <ArrowLeft aria-hidden className="size-3.5" />
          {t("nav.websites")}
        </Link>
      }
      actions={website !== undefined && <WebsiteActions website={website} />}
    >
      <QueryState query={query} rows={3} className="mx-0" />
      {website !== undefined && (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <WebsiteFacts website={website} />
          <QueryState query={readings} rows={4} className="mx-0" />
          {readings.data !== undefined && <MetricCards website={website} readings={readings.data} />}
          {history.data !== undefined && (
            <>
              <HistoryPanel history={history.data} />
              <MeasurementTable history={history.data} />
            </>
          )}
        </div>
      )}
    </Page>
  );
}
