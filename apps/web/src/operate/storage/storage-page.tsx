import type { StorageState } from "@millrace/server/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Figure, Figures } from "../parts/figures.tsx";
import { useStorage } from "./queries.ts";
import { RetentionPanel } from "./retention-panel.tsx";
import { TableSizes } from "./table-sizes.tsx";

/** How much is kept, where, and for how long. */
export function StoragePage() {
  const { t } = useTranslation();
  const query = useStorage();
  return (
    <Page title={t("nav.storage")} description={t("operate.storage.description")}>
      <QueryState query={query} rows={4} className="mx-0" />
      {query.data !== undefined && <StorageBody storage={query.data} />}
    </Page>
  );
}

function StorageBody({ storage }: { storage: StorageState }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="grid gap-4">
      <Figures className="sm:grid-cols-3">
        <Figure name={t("operate.storage.database")} value={format.bytes(storage.database_bytes)} />
        <Figure name={t("operate.storage.objects")} value={format.bytes(storage.objects_bytes)} />
        <Figure name={t("operate.storage.objectCount")} value={format.number(storage.objects)} />
      </Figures>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <TableSizes tables={storage.tables} />
        <RetentionPanel storage={storage} />
      </div>
    </div>
  );
}
