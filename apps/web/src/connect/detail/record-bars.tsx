import type { Sync } from "@millrace/connect/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { cn } from "../../shared/ui/cn.ts";
import { hasEnded } from "../words.ts";

const most = 40;
/** One bar alone says nothing. */
const fewest = 2;

/** Records of the last syncs as small bars, oldest first; the table below has the same numbers. */
export function RecordBars({ syncs }: { syncs: readonly Sync[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = syncs
    .filter((sync) => hasEnded(sync) && sync.kind !== "dry_run")
    .slice(0, most)
    .reverse();
  if (shown.length < fewest) return null;
  const highest = Math.max(1, ...shown.map(({ records }) => records));
  return (
    <figure className="border-b border-line px-4 pt-3 pb-2">
      <div
        role="img"
        aria-label={t("connect.barsLabel", { count: shown.length, number: format.number(highest) })}
        className="flex h-16 items-end gap-1"
      >
        {shown.map((sync) => (
          <span
            key={sync.id}
            title={`${format.dateTime(sync.planned_at)}: ${t("connect.records", { count: sync.records, number: format.number(sync.records) })}`}
            className={cn(
              "min-h-0.5 max-w-6 flex-1 rounded-t-sm",
              sync.is_green === true ? "bg-accent" : sync.is_green === null ? "bg-line-strong" : "bg-bad",
            )}
            style={{ height: `${(sync.records / highest) * 100}%` }}
          />
        ))}
      </div>
      <figcaption className="mt-1 text-xs text-faint">
        {t("connect.bars", { count: shown.length })}
      </figcaption>
    </figure>
  );
}
