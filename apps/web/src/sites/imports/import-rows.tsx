import type { ImportOutcome, ImportRow } from "@millrace/sites/contract";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge, type Tone } from "../../shared/ui/badge.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { useImportRows } from "./queries.ts";

const tones: Record<ImportOutcome, Tone> = {
  added: "good",
  updated: "accent",
  unchanged: "neutral",
  repeated: "neutral",
  refused: "bad",
};

/** Rows of an import with the line they stand on and what became of them. */
export function ImportRows({
  importId,
  outcome,
  version,
  isActive,
}: {
  importId: string;
  /** undefined: all rows. */
  outcome: ImportOutcome | undefined;
  version: number;
  isActive: boolean;
}) {
  const { t } = useTranslation();
  const query = useImportRows(importId, outcome, version);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isError) return <ProblemNotice error={query.error} className="mx-0" />;
  if (rows.length === 0)
    return (
      <p className="py-4 text-center text-ui text-faint">
        {isActive || query.isPending ? t("sites.import.reading") : t("sites.import.noRows")}
      </p>
    );
  return (
    <div
      role="region"
      aria-label={t("sites.import.rowList")}
      tabIndex={0}
      className="relative max-h-80 overflow-auto rounded-md border border-line"
    >
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-sunken text-left text-muted">
          <tr>
            <th scope="col" className="px-2.5 py-1.5 text-right font-medium">
              {t("sites.import.line")}
            </th>
            <th scope="col" className="px-2.5 py-1.5 font-medium">
              {t("sites.import.row")}
            </th>
            <th scope="col" className="px-2.5 py-1.5 font-medium">
              {t("sites.import.result")}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row, index) => (
            // A line may hold several.
            <Row key={`${row.line} ${index}`} row={row} />
          ))}
        </tbody>
      </table>
      {query.hasNextPage && (
        <div className="border-t border-line p-1.5 text-center">
          <Button
            look="ghost"
            size="small"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("common.more")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Row({ row }: { row: ImportRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <tr className="align-top">
      <td className="px-2.5 py-1.5 text-right text-faint tabular-nums">{format.number(row.line)}</td>
      <td className="max-w-52 px-2.5 py-1.5 font-mono break-words">
        {row.text === "" ? <span className="text-faint">{t("sites.import.emptyRow")}</span> : row.text}
      </td>
      <td className="px-2.5 py-1.5">
        <span className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
          <Badge tone={tones[row.outcome]} className="h-4 px-1">
            {t(`sites.import.one.${row.outcome}`)}
          </Badge>
          {row.website_id !== null && row.domain !== null && (
            <Link
              to="/sites/$websiteId"
              params={{ websiteId: row.website_id }}
              className="text-accent hover:underline"
            >
              {row.domain}
            </Link>
          )}
          {row.message !== null && <span className="text-pretty text-muted">{row.message}</span>}
        </span>
      </td>
    </tr>
  );
}
