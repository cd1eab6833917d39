import type { WebsiteImport } from "@millrace/sites/contract";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Page } from "../../shared/ui/page.tsx";
import { ProgressBar } from "../../shared/ui/progress-bar.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { StatusBadge } from "../../shared/ui/status-badge.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { WorkspaceSwitch } from "../parts/workspace-switch.tsx";
import { readWorkspaceSearch, workspaceOf } from "../workspace.ts";
import { ImportButton } from "./import-button.tsx";
import { ImportWindow, useImportWindow } from "./import-window.tsx";
import { isActive, useImports } from "./queries.ts";

/** Every list of websites that was read, newest first, and what became of its rows. */
export function ImportsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const workspace = workspaceOf(readWorkspaceSearch(useSearch({ strict: false })));
  const mayWrite = useMay("sites:write");
  const importing = useImportWindow();
  const query = useImports(workspace);
  const imports = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title={t("sites.import.pageTitle")}
      description={t("sites.import.pageAbout")}
      actions={
        <div className="flex items-center gap-1.5">
          <WorkspaceSwitch
            workspace={workspace}
            onChange={(next) =>
              void navigate({ to: "/sites/imports", search: next === undefined ? {} : { workspace: next } })
            }
          />
          {mayWrite && (
            <>
              <ImportButton isLarge onOpen={() => importing.open(null)} />
              <ImportWindow state={importing} workspace={workspace} />
            </>
          )}
        </div>
      }
    >
      <QueryState query={query} rows={4} className="mx-0" />
      {query.data !== undefined && imports.length === 0 && (
        <Empty icon={FileUp} title={t("sites.import.none")}>
          {t("sites.import.noneAbout")}
        </Empty>
      )}
      {imports.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-panel">
          {imports.map((one) => (
            <ImportLine key={one.id} started={one} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button
          className="mt-3"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("common.more")}
        </Button>
      )}
    </Page>
  );
}

const shownOutcomes = ["added", "updated", "unchanged", "repeated", "refused"] as const;

function ImportLine({ started }: { started: WebsiteImport }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className="px-4 py-3 text-ui hover:bg-hover">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link
          to="/sites/imports/$importId"
          params={{ importId: started.id }}
          className="min-w-0 truncate font-medium hover:underline"
        >
          {started.file_name}
        </Link>
        <StatusBadge status={started.status} />
        <TimeAgo iso={started.created_at} className="text-xs text-faint" />
        {isActive(started) && (
          <ProgressBar
            label={t("sites.import.progress")}
            done={started.rows}
            of={started.of}
            className="w-32 bg-line"
          />
        )}
      </div>
      <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-muted tabular-nums">
        <span>{t("sites.import.rows", { count: started.rows, rows: format.number(started.rows) })}</span>
        {shownOutcomes
          .filter((name) => (started.by_outcome[name] ?? 0) > 0)
          .map((name) => (
            <span key={name} className={name === "refused" ? "font-medium text-bad" : undefined}>
              {format.number(started.by_outcome[name] ?? 0)} {t(`sites.import.outcome.${name}`).toLowerCase()}
            </span>
          ))}
      </p>
      {started.message !== null && <p className="mt-1 text-xs text-pretty text-bad">{started.message}</p>}
    </li>
  );
}
