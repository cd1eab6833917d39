import type { WebsitesSummary, Workspace } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { cn } from "../../shared/ui/cn.ts";
import { Skeleton } from "../../shared/ui/states.tsx";
import { statusIcons } from "../parts/website-status.tsx";
import { useMetricLabel, useReasonWords, useSummary } from "../queries.ts";
import { Hint } from "../parts/hint.tsx";
import { websiteStatuses } from "../words.ts";
import type { ChangeSearch, SiteSearch } from "./search.ts";

/** How many websites there are in each state, as switches of the filter, and how much of what is expected is there. */
export function SummaryStrip({
  workspace,
  search,
  onChange,
}: {
  workspace: Workspace;
  search: SiteSearch;
  onChange: ChangeSearch;
}) {
  const { t } = useTranslation();
  const { data } = useSummary(workspace);
  if (data === undefined) return <Skeleton className="mx-3 mt-2 h-12 sm:mx-4" />;
  return (
    <div className="flex items-stretch gap-1.5 overflow-x-auto px-3 pt-2.5 [scrollbar-width:none] sm:px-4">
      <div role="group" aria-label={t("sites.byStatus")} className="flex gap-1.5">
        <StatusSwitch
          label={t("sites.all")}
          count={data.total}
          isOn={search.status === undefined}
          onClick={() => onChange({ status: undefined })}
        />
        {websiteStatuses.map((status) => (
          <StatusSwitch
            key={status}
            status={status}
            label={t(`sites.status.${status}`)}
            count={data.by_status[status] ?? 0}
            isOn={search.status === status}
            onClick={() => onChange({ status: search.status === status ? undefined : status })}
          />
        ))}
      </div>
      <TotalCoverage summary={data} />
    </div>
  );
}

const iconTones = {
  completed: "text-good",
  partial: "text-warn",
  pending: "text-faint",
  failed: "text-bad",
  na: "text-accent",
} as const;

function StatusSwitch({
  status,
  label,
  count,
  isOn,
  onClick,
}: {
  status?: keyof typeof iconTones;
  label: string;
  count: number;
  isOn: boolean;
  onClick: () => void;
}) {
  const format = useFormat();
  const Icon = status === undefined ? null : statusIcons[status];
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onClick}
      className={cn(
        "flex min-w-20 flex-col items-start rounded-lg border border-line bg-panel px-2.5 py-1.5 text-left hover:bg-hover",
        isOn && "border-accent bg-accent-soft hover:bg-accent-soft",
      )}
    >
      <span className="text-base leading-5 font-semibold tabular-nums">{format.number(count)}</span>{" "}
      <span className="flex items-center gap-1 text-2xs whitespace-nowrap text-muted">
        {Icon !== null && status !== undefined && (
          <Icon aria-hidden className={cn("size-3", iconTones[status])} />
        )}
        {label}
      </span>
    </button>
  );
}

/** The reasons that most often leave a metric without a value. */
const mostReasons = 6;

function TotalCoverage({ summary }: { summary: WebsitesSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useMetricLabel();
  const reason = useReasonWords();
  const { obtained, expected, missing } = summary;
  const share = expected === 0 ? null : obtained / expected;
  const worst = missing.toSorted((a, b) => b.count - a.count).slice(0, mostReasons);
  return (
    <Hint
      content={
        <>
          <p>
            {t("sites.coverageAbout", {
              obtained: format.number(obtained),
              expected: format.number(expected),
            })}
          </p>
          <ul className="mt-1 space-y-0.5">
            {worst.map((row) => (
              <li key={`${row.metric} ${row.reason}`}>
                {t("sites.missingCount", {
                  metric: label(row.metric),
                  reason: reason(row.reason),
                  websites: format.number(row.count),
                })}
              </li>
            ))}
          </ul>
        </>
      }
    >
      <button
        type="button"
        className="flex min-w-36 cursor-help flex-col justify-center gap-1.5 rounded-lg border border-line bg-panel px-2.5 py-1.5 text-left"
      >
        <span className="flex w-full items-baseline justify-between gap-3 text-2xs text-muted">
          {t("sites.coverageOfMeasured")}
          <span className="text-ui font-semibold text-fg tabular-nums">
            {share === null ? "—" : format.percent(share)}
          </span>
        </span>
        <span className="h-1.5 w-full overflow-hidden rounded-full bg-line">
          <span className="block h-full rounded-full bg-good" style={{ width: `${(share ?? 0) * 100}%` }} />
        </span>
      </button>
    </Hint>
  );
}
