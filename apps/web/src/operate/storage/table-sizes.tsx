import type { StorageState } from "@millrace/server/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Panel } from "../../shared/ui/page.tsx";

/** The small ones say little. */
const firstTables = 12;

/** The tables of the database, largest first, each with its share as a bar. The count is the planner's estimate: none before it first looked. */
export function TableSizes({ tables }: { tables: StorageState["tables"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isAll, setAll] = useState(false);
  const sorted = tables.toSorted((a, b) => b.bytes - a.bytes);
  const shown = isAll ? sorted : sorted.slice(0, firstTables);
  const largest = sorted[0]?.bytes ?? 1;
  return (
    <Panel title={t("operate.storage.tables")}>
      <table className="my-2 w-full text-ui">
        <thead className="text-2xs text-faint">
          <tr>
            <th scope="col" className="px-4 pb-1 text-left font-medium">
              {t("operate.storage.table")}
            </th>
            <th scope="col" className="px-4 pb-1 text-right font-medium">
              {t("operate.storage.rows")}
            </th>
            <th scope="col" className="px-4 pb-1 text-right font-medium">
              {t("operate.storage.size")}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((table) => (
            <tr key={table.name}>
              <th scope="row" className="relative w-full max-w-0 px-4 py-0.5 text-left font-normal">
                <span
                  aria-hidden
                  className="absolute inset-y-0.5 left-4 rounded-sm bg-accent-soft"
                  style={{ width: `calc(${table.bytes / Math.max(1, largest)} * (100% - 2rem))` }}
                />
                <span className="relative block truncate px-2 py-1 font-mono text-xs">{table.name}</span>
              </th>
              <td className="px-4 text-right text-muted tabular-nums">
                {table.rows > 0 ? `≈ ${format.compact(table.rows)}` : "–"}
              </td>
              <td className="px-4 text-right whitespace-nowrap tabular-nums">{format.bytes(table.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < sorted.length && (
        <div className="border-t border-line px-2.5 py-1.5">
          <Button look="ghost" size="small" onClick={() => setAll(true)}>
            {t("operate.storage.moreTables", {
              count: sorted.length - shown.length,
              number: format.number(sorted.length - shown.length),
            })}
          </Button>
        </div>
      )}
    </Panel>
  );
}
