import { Link } from "@tanstack/react-router";
import type { AlertRule, FiredAlert } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "../../shared/ui/badge.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { useFiredAlerts } from "./queries.ts";

const tones = {
  waiting: "neutral",
  delivered: "good",
  failed: "bad",
} as const satisfies Record<FiredAlert["delivery"], Tone>;

/** What a rule has told, newest first, and whether it arrived. */
export function FiredAlerts({ rule }: { rule: AlertRule }) {
  const { t } = useTranslation();
  const query = useFiredAlerts(rule.id);
  return (
    <div className="border-t border-line">
      <h3 className="px-4 pt-2.5 text-xs text-faint">{t("scraping.alerts.fired")}</h3>
      <QueryState query={query} rows={1} />
      <ul className="max-h-64 divide-y divide-line overflow-y-auto">
        {query.data?.items.map((alert) => (
          <li key={alert.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2 text-ui">
            <Badge tone={tones[alert.delivery]}>{t(`scraping.alerts.delivery.${alert.delivery}`)}</Badge>
            <Link
              to="/sites/$websiteId"
              params={{ websiteId: alert.website_id }}
              className="font-medium underline-offset-2 hover:underline"
            >
              {alert.domain}
            </Link>
            <span className="flex-1" />
            <TimeAgo iso={alert.fired_at} className="text-xs text-faint" />
            <p className="w-full text-xs text-pretty break-words text-muted">{alert.message}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
