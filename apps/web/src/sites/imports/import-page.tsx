import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Page, Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { ImportProgress } from "./import-progress.tsx";
import { useImport } from "./queries.ts";

/** One import: progress, rows by outcome, refused rows with line and reason, and its report. */
export function ImportPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { importId } = useParams({ from: "/sites/imports/$importId" });
  const query = useImport(importId);
  return (
    <Page
      title={query.data?.file_name ?? t("sites.import.pageTitle")}
      {...(query.data === undefined
        ? {}
        : { description: t("sites.import.started", { when: format.dateTime(query.data.created_at) }) })}
      back={
        <Link
          to="/sites/imports"
          search={query.data?.workspace === "test" ? { workspace: "test" } : {}}
          className="mb-1 inline-flex items-center gap-1 text-xs text-muted hover:text-fg"
        >
          <ArrowLeft aria-hidden className="size-3.5" />
          {t("sites.import.pageTitle")}
        </Link>
      }
    >
      <QueryState query={query} rows={4} className="mx-0" />
      {query.data !== undefined && (
        <Panel className="p-4">
          <ImportProgress started={query.data} />
        </Panel>
      )}
    </Page>
  );
}
