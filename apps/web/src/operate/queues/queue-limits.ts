import type { QueueState } from "@millrace/server/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useWorkers } from "../workers/queries.ts";

/** What holds runs back in this queue, in words. */
export function useQueueLimits(queue: QueueState): string[] {
  const { t } = useTranslation();
  const format = useFormat();
  const limits = [
    queue.concurrency === null
      ? t("operate.queues.limit.anywhere")
      : t("operate.queues.limit.overall", { limit: format.number(queue.concurrency) }),
    t("operate.queues.limit.perWorker", { limit: format.number(queue.worker_concurrency) }),
  ];
  if (queue.concurrency_per_key !== null)
    limits.push(t("operate.queues.limit.perKey", { limit: format.number(queue.concurrency_per_key) }));
  if (queue.rate_limit !== null)
    limits.push(
      t("operate.queues.limit.rate", {
        limit: format.number(queue.rate_limit.limit),
        period: format.duration(queue.rate_limit.period_ms),
      }),
    );
  return limits;
}

/** How many runs of this queue can go at once with the workers that live now; one worker's worth until they are known. */
export function useAtOnce(queue: QueueState): number {
  const { data } = useWorkers();
  const takers = data?.items.filter((worker) => worker.is_alive && worker.role !== "web").length ?? 1;
  const overWorkers = queue.worker_concurrency * Math.max(1, takers);
  return Math.min(queue.concurrency ?? overWorkers, overWorkers);
}
