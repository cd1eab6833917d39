import type { SyncStream } from "@millrace/connect/contract";
import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge, type Tone } from "../../shared/ui/badge.tsx";

type Change = SyncStream["changes"][number];

const tones: Record<Change["change"], Tone> = {
  added: "good",
  widened: "accent",
  renamed: "accent",
  stringified: "warn",
  replaced: "warn",
  nulled: "bad",
  discarded: "bad",
};

/** What was added, widened, cut or left out of what the source gave; with the stream where there are several. */
export function SchemaChanges({ changes }: { changes: readonly (Change & { stream?: string })[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const head = "px-4 py-1.5 text-left font-medium whitespace-nowrap";
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={t("connect.changes.title")}
      className="max-h-80 overflow-auto print:max-h-none"
    >
      <table className="w-full text-ui">
        <thead className="sticky top-0 bg-panel text-xs text-faint">
          <tr>
            <th scope="col" className={head}>
              {t("connect.changes.column")}
            </th>
            <th scope="col" className={head}>
              {t("connect.changes.change")}
            </th>
            <th scope="col" className={head}>
              {t("connect.changes.reason")}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t("connect.changes.count")}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line">
          {changes.map((change, index) => (
            <tr key={`${change.stream ?? ""} ${change.column} ${index}`} className="align-top">
              <th scope="row" className="min-w-32 px-4 py-1.5 text-left font-medium break-words">
                {change.column}
                {change.stream !== undefined && (
                  <span className="block text-xs font-normal text-faint">{change.stream}</span>
                )}
              </th>
              <td className="px-4 py-1.5">
                <Badge tone={tones[change.change]}>{t(`connect.changes.kind.${change.change}`)}</Badge>
                <FromTo change={change} />
              </td>
              <td className="min-w-40 px-4 py-1.5 text-pretty text-muted">{change.reason}</td>
              <td className="px-4 py-1.5 text-right tabular-nums">{format.number(change.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FromTo({ change: { from, to } }: { change: Change }) {
  if (from === null && to === null) return null;
  return (
    <span className="mt-0.5 block font-mono text-xs whitespace-nowrap text-muted">
      {from}
      {from !== null && to !== null && <ArrowRight aria-hidden className="mx-1 inline size-3 text-faint" />}
      {to}
    </span>
  );
}
