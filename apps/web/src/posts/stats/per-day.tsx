import type { Stats } from "@millrace/posts/contract";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { Skeleton } from "../../shared/ui/states.tsx";

const PerDayChart = lazy(() => import("./per-day-chart.tsx"));

/** Kept and rejected posts per day, as a chart or as a table. */
export function PerDay({ days }: { days: Stats["per_day"] }) {
  const { t } = useTranslation();
  const [isTable, setTable] = useState(false);
  return (
    <Panel
      title={t("stats.perDay")}
      actions={
        days.length > 0 && (
          <Button look="ghost" size="small" onClick={() => setTable(!isTable)}>
            {t(isTable ? "stats.asChart" : "stats.asTable")}
          </Button>
        )
      }
    >
      {days.length === 0 && <p className="px-4 py-10 text-center text-ui text-faint">{t("stats.nothing")}</p>}
      {days.length > 0 && isTable && <DayTable days={days} />}
      {days.length > 0 && !isTable && (
        <Suspense fallback={<Skeleton className="m-4 h-60" />}>
          <PerDayChart days={days} />
        </Suspense>
      )}
    </Panel>
  );
}

function DayTable({ days }: { days: Stats["per_day"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="max-h-72 overflow-y-auto" tabIndex={0} role="region" aria-label={t("stats.perDay")}>
      <table className="w-full text-ui tabular-nums">
        <thead className="sticky top-0 bg-panel text-xs text-faint">
          <tr>
            <th scope="col" className="px-4 py-2 text-left font-medium">
              {t("stats.day")}
            </th>
            <th scope="col" className="px-4 py-2 text-right font-medium">
              {t("verdict.kept")}
            </th>
            <th scope="col" className="px-4 py-2 text-right font-medium">
              {t("verdict.rejected")}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {days.toReversed().map((row) => (
            <tr key={row.day}>
              <th scope="row" className="px-4 py-1.5 text-left font-normal">
                {format.longDay(`${row.day}T00:00:00`)}
              </th>
              <td className="px-4 text-right">{format.number(row.kept)}</td>
              <td className="px-4 text-right">{format.number(row.rejected)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
