import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { noValue } from "./quantity-words.ts";

interface ChangeRow {
  domain: string;
  /** In words; null: there was none. */
  before: string | null;
  after: string | null;
}

/** The first of the websites that change, before and after; how many more there are below. */
export function ChangeTable({ rows, total }: { rows: readonly ChangeRow[]; total: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (rows.length === 0) return null;
  const more = total - rows.length;
  return (
    <div
      role="region"
      aria-label={t("sites.changes.title")}
      tabIndex={0}
      className="relative max-h-72 overflow-auto rounded-md border border-line"
    >
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-sunken text-left text-muted">
          <tr>
            <th scope="col" className="px-2.5 py-1.5 font-medium">
              {t("sites.column.domain")}
            </th>
            <th scope="col" className="px-2.5 py-1.5 font-medium">
              {t("sites.changes.before")}
            </th>
            <th scope="col" className="px-2.5 py-1.5 font-medium">
              {t("sites.changes.after")}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={row.domain}>
              <th scope="row" className="max-w-48 truncate px-2.5 py-1.5 text-left font-medium">
                {row.domain}
              </th>
              <td className="px-2.5 py-1.5 text-muted">{row.before ?? noValue}</td>
              <td className="px-2.5 py-1.5">
                <ArrowRight aria-hidden className="mr-1 inline size-3 text-faint" />
                {row.after ?? noValue}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <p className="border-t border-line px-2.5 py-1.5 text-xs text-faint">
          {t("sites.changes.more", { count: more, websites: format.number(more) })}
        </p>
      )}
    </div>
  );
}
