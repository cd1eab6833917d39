import { Link } from "@tanstack/react-router";
import type { Session } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { useMetricLabel } from "../queries.ts";

/** Places of the page that were not where they used to be: which way took over, and a website whose evidence shows it. */
export function ExtractorFaults({ faults }: { faults: Session["extractor_faults"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useMetricLabel();
  return (
    <Panel title={t("scraping.sessions.faults")}>
      <ul className="divide-y divide-line">
        {faults.map((fault) => (
          <li
            key={`${fault.metric} ${fault.strategy ?? ""}`}
            className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5 text-ui"
          >
            <span className="font-medium">{label(fault.metric)}</span>
            <span className={fault.strategy === null ? "text-bad" : "text-warn"}>
              {fault.strategy === null
                ? t("scraping.sessions.nothingMatched")
                : t("scraping.sessions.tookOver", { strategy: fault.strategy })}
            </span>
            <span className="text-xs text-faint tabular-nums">
              {t("scraping.sessions.times", { count: fault.count, number: format.number(fault.count) })}
            </span>
            <span className="flex-1" />
            <Link
              to="/sites/$websiteId"
              params={{ websiteId: fault.website_id }}
              className="text-xs text-accent underline-offset-2 hover:underline"
            >
              {t("scraping.sessions.evidence")}
              <span className="sr-only"> {label(fault.metric)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
