import type { ImportOutcome, WebsiteImport } from "@millrace/sites/contract";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMay } from "../../shared/session.ts";
import { Button, buttonLook } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { ProgressBar } from "../../shared/ui/progress-bar.tsx";
import { StatusBadge } from "../../shared/ui/status-badge.tsx";
import { sitesApi } from "../api.ts";
import { ImportRows } from "./import-rows.tsx";
import { isActive, useCancelImport, useImport } from "./queries.ts";

const outcomes = [
  "added",
  "updated",
  "unchanged",
  "repeated",
  "refused",
] as const satisfies readonly ImportOutcome[];

/** How an import stands: progress, rows by outcome, and the rows themselves, the refused ones first. */
export function ImportProgress({ started }: { started: WebsiteImport }) {
  const { t } = useTranslation();
  const format = useFormat();
  const current = useImport(started.id).data ?? started;
  const [outcome, setOutcome] = useState<ImportOutcome | undefined>("refused");
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <StatusBadge status={current.status} />
        {isActive(current) && (
          <ProgressBar
            label={t("sites.import.progress")}
            done={current.rows}
            of={current.of}
            className="min-w-24 flex-1 bg-line"
          />
        )}
        <span role="status" className="text-ui text-muted tabular-nums">
          {current.of === null
            ? t("sites.import.rows", { count: current.rows, rows: format.number(current.rows) })
            : t("sites.import.rowsOf", {
                count: current.of,
                rows: format.number(current.rows),
                of: format.number(current.of),
              })}
        </span>
        {isActive(current) ? <StopButton importId={current.id} /> : <ReportLink importId={current.id} />}
      </div>
      {current.message !== null && <p className="text-ui text-pretty text-bad">{current.message}</p>}
      <div
        role="group"
        aria-label={t("sites.import.byOutcome")}
        className="grid grid-cols-3 gap-1.5 sm:grid-cols-5"
      >
        {outcomes.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={outcome === name}
            onClick={() => setOutcome(outcome === name ? undefined : name)}
            className={cn(
              "rounded-lg border border-line px-2.5 py-1.5 text-left hover:bg-hover",
              outcome === name && "border-accent bg-accent-soft hover:bg-accent-soft",
            )}
          >
            <span
              className={cn(
                "block text-base leading-5 font-semibold tabular-nums",
                name === "refused" && (current.by_outcome[name] ?? 0) > 0 && "text-bad",
              )}
            >
              {format.number(current.by_outcome[name] ?? 0)}
            </span>{" "}
            <span className="text-2xs text-muted">{t(`sites.import.outcome.${name}`)}</span>
          </button>
        ))}
      </div>
      <ImportRows
        importId={current.id}
        outcome={outcome}
        version={current.rows}
        isActive={isActive(current)}
      />
    </div>
  );
}

function StopButton({ importId }: { importId: string }) {
  const { t } = useTranslation();
  const mayWrite = useMay("sites:write");
  const cancel = useCancelImport();
  return mayWrite ? (
    <Button size="small" disabled={cancel.isPending} onClick={() => cancel.mutate(importId)}>
      {t("sites.import.cancel")}
    </Button>
  ) : null;
}

function ReportLink({ importId }: { importId: string }) {
  const { t } = useTranslation();
  return (
    <a
      href={sitesApi.imports.reportUrl(importId)}
      download
      className={cn(buttonLook({ look: "plain", size: "small" }), "ml-auto")}
    >
      <Download aria-hidden />
      {t("sites.import.report")}
    </a>
  );
}
