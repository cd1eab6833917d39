import { Rows3 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { useQueues } from "./queries.ts";
import { QueueCard } from "./queue-card.tsx";

/** Where runs wait: how many, how long, how many go at once, and whether any are taken at all. */
export function QueuesPage() {
  const { t } = useTranslation();
  const query = useQueues();
  const queues = query.data?.items ?? [];
  const deepest = Math.max(1, ...queues.map((queue) => queue.queued + queue.delayed));
  return (
    <Page title={t("nav.queues")} description={t("operate.queues.description")}>
      <QueryState query={query} rows={3} className="mx-0" />
      {query.data !== undefined && queues.length === 0 && (
        <Empty icon={Rows3} title={t("operate.queues.empty")} />
      )}
      <ul className="grid gap-3">
        {queues.map((queue) => (
          <QueueCard key={queue.name} queue={queue} deepest={deepest} />
        ))}
      </ul>
    </Page>
  );
}
