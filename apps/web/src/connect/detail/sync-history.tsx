import type { Connection, Sync } from "@millrace/connect/contract";
import { History } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChoiceFilter } from "../../shared/ui/filter-chip.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { MoreButton } from "../parts/more-button.tsx";
import { syncKinds } from "../words.ts";
import { useSyncs } from "./queries.ts";
import { RecordBars } from "./record-bars.tsx";
import { SyncTable } from "./sync-table.tsx";

/** The syncs of a connection, newest first: how many records each brought, and whether its certificate holds. */
export function SyncHistory({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Sync["kind"] | undefined>(undefined);
  const query = useSyncs({ connection_id: connection.id, kind });
  const syncs = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel
      title={t("connect.history")}
      className="overflow-hidden"
      actions={
        <ChoiceFilter
          label={t("connect.column.kind")}
          value={kind}
          options={syncKinds.map((value) => ({ value, label: t(`connect.kind.${value}`) }))}
          onChange={setKind}
        />
      }
    >
      <QueryState query={query} rows={2} />
      {query.data !== undefined && syncs.length === 0 && (
        <p className="flex items-center justify-center gap-2 px-4 py-8 text-ui text-faint">
          <History aria-hidden className="size-4" />
          {t("connect.noSyncs")}
        </p>
      )}
      <RecordBars syncs={syncs} />
      {syncs.length > 0 && <SyncTable syncs={syncs} label={t("connect.history")} />}
      <MoreButton query={query} isInPanel />
    </Panel>
  );
}
