import type { Session } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { useMetricLabel, useReasonWords } from "../queries.ts";

/** Why metrics are missing, most frequent first: chart and table in one. */
export function MissingReasons({ missing }: { missing: Session["missing"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useMetricLabel();
  const reason = useReasonWords();
  const sorted = [...missing].sort((a, b) => b.count - a.count);
  const most = sorted[0]?.count ?? 1;
  return (
    <Panel title={t("scraping.sessions.missing")}>
      <table className="my-2 w-full text-ui">
        <thead className="text-2xs text-faint">
          <tr>
            <th scope="col" className="px-4 pb-1 text-left font-medium">
              {t("scraping.sessions.missingWhat")}
            </th>
            <th scope="col" className="px-4 pb-1 text-right font-medium">
              {t("scraping.sessions.websitesHead")}
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={`${row.metric} ${row.reason}`}>
              <th scope="row" className="relative w-full max-w-0 px-4 py-0.5 text-left font-normal">
                <span
                  aria-hidden
                  className="absolute inset-y-0.5 left-4 rounded-sm bg-accent-soft"
                  style={{ width: `calc(${row.count / most} * (100% - 2rem))` }}
                />
                <span className="relative block px-2 py-1 text-pretty">
                  <span className="font-medium">{label(row.metric)}</span>{" "}
                  <span className="text-muted">{reason(row.reason)}</span>
                </span>
              </th>
              <td className="px-4 text-right align-top leading-7 tabular-nums">{format.number(row.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
