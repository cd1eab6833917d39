import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Panel } from "../../shared/ui/page.tsx";

interface BarRow {
  key: string;
  label: ReactNode;
  count: number;
}

/** A table whose rows carry their share as a bar: chart and table in one. */
export function BarTable({ title, head, rows }: { title: string; head: string; rows: readonly BarRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sorted = [...rows].sort((a, b) => b.count - a.count);
  const most = sorted[0]?.count ?? 1;
  return (
    <Panel title={title}>
      {sorted.length === 0 ? (
        <p className="px-4 py-6 text-center text-ui text-faint">{t("stats.nothing")}</p>
      ) : (
        <table className="my-2 w-full text-ui">
          <thead className="text-2xs text-faint">
            <tr>
              <th scope="col" className="px-4 pb-1 text-left font-medium">
                {head}
              </th>
              <th scope="col" className="px-4 pb-1 text-right font-medium">
                {t("stats.posts")}
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((row) => (
              <tr key={row.key}>
                <th scope="row" className="relative w-full max-w-0 px-4 py-0.5 text-left font-normal">
                  <span
                    aria-hidden
                    className="absolute inset-y-0.5 left-4 rounded-sm bg-accent-soft"
                    style={{ width: `calc(${row.count / most} * (100% - 2rem))` }}
                  />
                  <span className="relative block truncate px-2 py-1">{row.label}</span>
                </th>
                <td className="px-4 text-right tabular-nums">{format.number(row.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
