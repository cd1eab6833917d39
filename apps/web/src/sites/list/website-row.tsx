import type { Website } from "@millrace/sites/contract";
import { Link, useNavigate } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "../../shared/ui/cn.ts";
import { Checkbox } from "../../shared/ui/field.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { Coverage } from "../parts/coverage.tsx";
import { QuantityCell } from "../parts/quantity-cell.tsx";
import { TagList } from "../parts/tag-list.tsx";
import { WebsiteStatusBadge } from "../parts/website-status.tsx";
import { WebsiteTrend } from "../parts/website-trend.tsx";
import type { Column } from "./columns.ts";

interface WebsiteRowProps {
  website: Website;
  columns: readonly Column[];
  rowIndex: number;
  trend: string;
  isActive: boolean;
  isTabStop: boolean;
  isSelected: boolean;
  maySelect: boolean;
  onSelect: (website: Website, isRange: boolean) => void;
}

export const WebsiteRow = memo(function WebsiteRow(props: WebsiteRowProps) {
  const { website, columns, rowIndex, isActive, isTabStop, isSelected, maySelect, onSelect } = props;
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <tr
      aria-rowindex={rowIndex}
      onClick={(event) => {
        if ((event.target as Element).closest("a, button, input") !== null) return;
        void navigate({ to: "/sites/$websiteId", params: { websiteId: website.id } });
      }}
      className={cn(
        "group h-[53px] cursor-pointer *:border-b *:border-line",
        // The cells carry the colour: a sticky one must cover what scrolls below it.
        isSelected || isActive ? "*:bg-sunken" : "*:bg-bg hover:*:bg-hover",
      )}
    >
      {maySelect && (
        <td className="sticky left-0 z-[5] pl-4">
          <Checkbox
            aria-label={t("sites.select", { domain: website.domain })}
            checked={isSelected}
            readOnly
            tabIndex={isTabStop ? 0 : -1}
            onClick={(event) => onSelect(website, event.shiftKey)}
            className={cn(
              "block",
              !isSelected && "opacity-50 group-hover:opacity-100 focus-visible:opacity-100",
            )}
          />
        </td>
      )}
      {columns.map((column) => (
        <Cell key={column.id} column={column} {...props} />
      ))}
    </tr>
  );
});

function Cell({ column, website, trend, isTabStop, maySelect }: WebsiteRowProps & { column: Column }) {
  const { t } = useTranslation();
  if (column.metric !== null)
    return (
      <td className="truncate px-2 text-right tabular-nums">
        <QuantityCell website={website} metric={column.metric.id} isTabStop={isTabStop} />
      </td>
    );
  switch (column.id) {
    case "domain":
      return (
        <th
          scope="row"
          className={cn("sticky z-[5] px-2 text-left font-normal", maySelect ? "left-10" : "left-0 pl-4")}
        >
          <DomainName website={website} isTabStop={isTabStop} />
        </th>
      );
    case "status":
      return (
        <td className="px-2">
          <WebsiteStatusBadge website={website} isTabStop={isTabStop} />
        </td>
      );
    case "coverage":
      return (
        <td className="px-2">
          <Coverage obtained={website.obtained} expected={website.expected} />
        </td>
      );
    case "measured":
      return (
        <td className="truncate px-2 text-xs text-muted">
          {website.last_measured_at === null ? t("sites.never") : <TimeAgo iso={website.last_measured_at} />}
        </td>
      );
    default:
      return (
        <td className="px-2">
          <WebsiteTrend website={website} metric={trend} />
        </td>
      );
  }
}

/** The link to a website, with its name and tags below. */
export function DomainName({ website, isTabStop }: { website: Website; isTabStop: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Link
        id={`website-${website.id}`}
        to="/sites/$websiteId"
        params={{ websiteId: website.id }}
        tabIndex={isTabStop ? 0 : -1}
        className="block truncate font-medium hover:underline"
      >
        {website.domain}
      </Link>
      <span className="flex items-center gap-1 overflow-hidden text-xs whitespace-nowrap text-faint">
        {website.is_demo && <span>{t("sites.demo")}</span>}
        {website.archived_at !== null && <span>{t("sites.archived")}</span>}
        {website.name !== null && <span className="min-w-8 truncate">{website.name}</span>}
        <TagList tags={website.tags} most={2} />
      </span>
    </>
  );
}
