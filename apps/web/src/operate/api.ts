import type {
  BudgetState,
  DeadLetter,
  DeadLetterDetail,
  DeadLetterKind,
  PruneResult,
  QueueState,
  RetriedAlike,
  RunDetail,
  RunLogLine,
  RunRate,
  RunStatus,
  RunSummary,
  ScheduleState,
  StorageState,
  WorkerState,
} from "@millrace/server/contract";
import { act, queryString, read, write } from "../shared/api/client.ts";
import type { Page } from "../shared/api/types.ts";

const id = encodeURIComponent;

/** Which runs; what is left out means any. */
export interface RunFilter {
  status?: RunStatus | undefined;
  workflow?: string | undefined;
  queue?: string | undefined;
  search?: string | undefined;
  /** Created at or after this instant, ISO 8601. */
  since?: string | undefined;
  parent?: string | undefined;
}

interface PageOf {
  limit: number;
  cursor: string | null;
}

export type RatesWindow = "1h" | "24h" | "7d";

interface StartedRun {
  run_id: string;
}

interface Items<T> {
  items: T[];
}

/** The calls of the Operate pages. Each throws `ApiProblem` on a refusal and `Unreachable` when nobody answers. */
export const operateApi = {
  runs: {
    list: (filter: RunFilter, page: PageOf, signal?: AbortSignal) =>
      read<Page<RunSummary>>(
        `/runs${queryString({ ...filter, limit: page.limit, cursor: page.cursor ?? undefined })}`,
        signal,
      ),
    get: (runId: string, signal?: AbortSignal) => read<RunDetail>(`/runs/${id(runId)}`, signal),
    logs: (runId: string, page: PageOf, signal?: AbortSignal) =>
      read<Page<RunLogLine>>(
        `/runs/${id(runId)}/logs${queryString({ limit: page.limit, cursor: page.cursor ?? undefined })}`,
        signal,
      ),
    children: (runId: string, page: PageOf, signal?: AbortSignal) =>
      read<Page<RunSummary>>(
        `/runs/${id(runId)}/children${queryString({ limit: page.limit, cursor: page.cursor ?? undefined })}`,
        signal,
      ),
    cancel: (runId: string) => act(`/runs/${id(runId)}/cancel`),
    pause: (runId: string) => act(`/runs/${id(runId)}/pause`),
    resume: (runId: string) => act(`/runs/${id(runId)}/resume`),
    /** `fromStep` null: the step that failed. */
    retry: (runId: string, fromStep: string | null) =>
      act(`/runs/${id(runId)}/retry`, { from_step: fromStep }),
    /** `fromStep` null: from the start. Resolves with the new run. */
    fork: (runId: string, fromStep: string | null) =>
      write<StartedRun>("POST", `/runs/${id(runId)}/fork`, { from_step: fromStep }),
  },
  workflows: (signal?: AbortSignal) => read<Items<{ name: string }>>("/workflows", signal),
  queues: {
    list: (signal?: AbortSignal) => read<Items<QueueState>>("/queues", signal),
    pause: (name: string) => act(`/queues/${id(name)}/pause`),
    resume: (name: string) => act(`/queues/${id(name)}/resume`),
  },
  schedules: {
    list: (signal?: AbortSignal) => read<Items<ScheduleState>>("/schedules", signal),
    pause: (name: string) => act(`/schedules/${id(name)}/pause`),
    resume: (name: string) => act(`/schedules/${id(name)}/resume`),
    /** Resolves with the run it started. */
    run: (name: string) => write<StartedRun>("POST", `/schedules/${id(name)}/run`),
  },
  deadLetters: {
    kinds: (signal?: AbortSignal) => read<Items<DeadLetterKind>>("/dead-letters/kinds", signal),
    list: (
      filter: { kind?: string | undefined; search?: string | undefined },
      page: PageOf,
      signal?: AbortSignal,
    ) =>
      read<Page<DeadLetter>>(
        `/dead-letters${queryString({ ...filter, limit: page.limit, cursor: page.cursor ?? undefined })}`,
        signal,
      ),
    get: (runId: string, signal?: AbortSignal) =>
      read<DeadLetterDetail>(`/dead-letters/${id(runId)}`, signal),
    retry: (runId: string) => act(`/dead-letters/${id(runId)}/retry`),
    retryAlike: (kind: string) => write<RetriedAlike>("POST", "/dead-letters/retry", { kind }),
    discard: (runId: string, reason: string) => act(`/dead-letters/${id(runId)}/discard`, { reason }),
  },
  workers: (signal?: AbortSignal) => read<Items<WorkerState>>("/workers", signal),
  budgets: {
    list: (signal?: AbortSignal) => read<Items<BudgetState>>("/budgets", signal),
    closeBreaker: (vendor: string, host: string) => act(`/budgets/${id(vendor)}/breakers/${id(host)}/close`),
  },
  rates: (window: RatesWindow, signal?: AbortSignal) =>
    read<Items<RunRate>>(`/operate/rates${queryString({ window })}`, signal),
  storage: {
    get: (signal?: AbortSignal) => read<StorageState>("/storage", signal),
    prune: () => write<PruneResult>("POST", "/storage/prune"),
  },
};
