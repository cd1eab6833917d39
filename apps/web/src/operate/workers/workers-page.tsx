import { Cpu } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { useWorkers } from "./queries.ts";
import { WorkerTable } from "./worker-table.tsx";

/** The processes that do the work. */
export function WorkersPage() {
  const { t } = useTranslation();
  const query = useWorkers();
  const workers = query.data?.items ?? [];
  return (
    <Page title={t("nav.workers")} description={t("operate.workers.description")}>
      <QueryState query={query} rows={3} className="mx-0" />
      {query.data !== undefined && workers.length === 0 && (
        <Empty icon={Cpu} title={t("operate.workers.empty")}>
          {t("operate.workers.emptyText")}
        </Empty>
      )}
      {workers.length > 0 && <WorkerTable workers={workers} />}
    </Page>
  );
}
