import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useCallback, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useRowKeys } from "../../operate/parts/use-row-keys.ts";
import { useMay } from "../../shared/session.ts";
import { buttonLook } from "../../shared/ui/button.tsx";
import { ChoiceFilter } from "../../shared/ui/filter-chip.tsx";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { SearchBox } from "../../shared/ui/search-box.tsx";
import { connectionStatuses } from "../words.ts";
import { MoreButton } from "../parts/more-button.tsx";
import { ConnectionTable } from "./connection-table.tsx";
import { DemoHint } from "./demo-hint.tsx";
import { NoConnections } from "./no-connections.tsx";
import { useConnections } from "./queries.ts";
import { readConnectionSearch, type ConnectionSearch } from "./search.ts";

/** Every connection: from where to where, when, what it promises, and how its last sync ended. */
export function ConnectionsPage() {
  const { t } = useTranslation();
  const mayWrite = useMay("connect:write");
  const { search, change } = useConnectionSearch();
  const query = useConnections(search);
  const connections = query.data?.pages.flatMap((page) => page.items) ?? [];
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list);
  const isFiltered = Object.keys(search).length > 0;
  const isShown = isFiltered || connections.length > 0;
  return (
    <Page
      title={t("nav.connections")}
      description={t("connect.description")}
      actions={
        mayWrite && (
          <Link to="/connect/new" className={buttonLook({ look: "primary" })}>
            <Plus aria-hidden />
            {t("connect.new")}
          </Link>
        )
      }
    >
      {isShown && <Filters search={search} onChange={change} />}
      <DemoHint connections={connections} />
      <QueryState query={query} rows={3} className="mx-0" />
      {query.data !== undefined && connections.length === 0 && (
        <NoConnections isFiltered={isFiltered} onClear={() => change({ q: undefined, status: undefined })} />
      )}
      {connections.length > 0 && (
        <div ref={list}>
          <ConnectionTable connections={connections} label={t("nav.connections")} />
        </div>
      )}
      <MoreButton query={query} />
    </Page>
  );
}

type ChangeSearch = (change: { [Key in keyof ConnectionSearch]?: ConnectionSearch[Key] | undefined }) => void;

function Filters({ search, onChange }: { search: ConnectionSearch; onChange: ChangeSearch }) {
  const { t } = useTranslation();
  const changeText = useCallback((q: string) => onChange({ q: q === "" ? undefined : q }), [onChange]);
  return (
    <div className="mb-3 grid gap-2 sm:flex sm:items-center">
      <div className="flex min-w-0 sm:w-72">
        <SearchBox
          value={search.q ?? ""}
          onChange={changeText}
          label={t("connect.searchLabel")}
          placeholder={t("connect.searchPlaceholder")}
        />
      </div>
      <div role="group" aria-label={t("filters.title")} className="flex items-center gap-1.5">
        <ChoiceFilter
          label={t("connect.column.status")}
          value={search.status}
          options={connectionStatuses.map((value) => ({ value, label: t(`connect.status.${value}`) }))}
          onChange={(status) => onChange({ status })}
        />
      </div>
    </div>
  );
}

function useConnectionSearch(): { search: ConnectionSearch; change: ChangeSearch } {
  const navigate = useNavigate();
  const { q, status } = readConnectionSearch(useSearch({ strict: false }));
  const change: ChangeSearch = useCallback(
    (changed) =>
      void navigate({
        to: "/connect",
        search: readConnectionSearch({ q, status, ...changed }),
        replace: true,
        state: { keepFocus: true },
      }),
    [navigate, q, status],
  );
  return { search: readConnectionSearch({ q, status }), change };
}
