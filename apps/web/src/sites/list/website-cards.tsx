import type { Website } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useSettings } from "../../shared/settings.ts";
import { cn } from "../../shared/ui/cn.ts";
import { Checkbox } from "../../shared/ui/field.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { Coverage } from "../parts/coverage.tsx";
import { QuantityCell } from "../parts/quantity-cell.tsx";
import { WebsiteStatusBadge } from "../parts/website-status.tsx";
import { WebsiteTrend } from "../parts/website-trend.tsx";
import { useMetrics } from "../queries.ts";
import { useWebsiteRows, type WebsiteListProps } from "./use-website-rows.ts";
import { DomainName } from "./website-row.tsx";

const cardPx = 132;
/** What fits on a card; the rest is on the website's page. */
const metricsPerCard = 4;

/** The websites one below the other, for a phone. */
export function WebsiteCards(props: WebsiteListProps & { label: string }) {
  const { websites, selected, activeId, trend, maySelect, hasMore, onSelect, label } = props;
  const { scroller, items, totalPx } = useWebsiteRows(props, cardPx, 0);
  return (
    <div ref={scroller} className="relative min-h-0 flex-1 overflow-y-auto [overflow-anchor:none]">
      <ul aria-label={label} className="relative" style={{ height: totalPx }}>
        {items.map((item) => {
          const website = websites[item.index];
          return website === undefined ? null : (
            <li
              key={item.key}
              aria-posinset={item.index + 1}
              aria-setsize={hasMore ? -1 : websites.length}
              className={cn(
                "absolute inset-x-0 top-0 border-b border-line px-3 py-2.5",
                (selected.has(website.id) || activeId === website.id) && "bg-sunken",
              )}
              style={{ height: cardPx, transform: `translateY(${item.start}px)` }}
            >
              <Card
                website={website}
                trend={trend}
                isSelected={selected.has(website.id)}
                maySelect={maySelect}
                onSelect={onSelect}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Card({
  website,
  trend,
  isSelected,
  maySelect,
  onSelect,
}: {
  website: Website;
  trend: string;
  isSelected: boolean;
  maySelect: boolean;
  onSelect: WebsiteListProps["onSelect"];
}) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const metrics = useMetrics();
  return (
    <>
      <div className="flex items-start gap-2.5">
        {maySelect && (
          <Checkbox
            aria-label={t("sites.select", { domain: website.domain })}
            checked={isSelected}
            readOnly
            onClick={(event) => onSelect(website, event.shiftKey)}
            className="mt-0.5 shrink-0"
          />
        )}
        <div className="min-w-0 flex-1 text-ui">
          <DomainName website={website} isTabStop />
        </div>
        <WebsiteStatusBadge website={website} />
      </div>
      <div className="mt-2 flex items-center gap-3 text-xs text-muted">
        <Coverage obtained={website.obtained} expected={website.expected} className="w-24" />
        <span className="flex-1 truncate">
          {website.last_measured_at === null ? t("sites.never") : <TimeAgo iso={website.last_measured_at} />}
        </span>
        <WebsiteTrend website={website} metric={trend} />
      </div>
      <dl className="mt-2 grid grid-cols-2 gap-x-4 gap-y-1 text-xs">
        {metrics.slice(0, metricsPerCard).map((metric) => (
          <div key={metric.id} className="flex items-baseline justify-between gap-2">
            <dt className="truncate text-faint">{metric.label[language]}</dt>
            <dd className="font-medium tabular-nums">
              <QuantityCell website={website} metric={metric.id} isTabStop />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
