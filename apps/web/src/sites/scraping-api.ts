import type {
  AlertRule,
  AlertRuleRequest,
  FiredAlert,
  MetricDefinition,
  ProviderHealth,
  Session,
  SessionPreview,
  SessionWebsite,
  Workspace,
} from "@millrace/sites/contract";
import { act, queryString, read, remove, write } from "../shared/api/client.ts";
import type { Page } from "../shared/api/types.ts";
import type { MeasureRequest } from "./measure/measure-form.ts";
import type { Outcome } from "./sessions/outcomes.ts";

const id = encodeURIComponent;
const base = "/api/v1";

interface PageOf {
  limit: number;
  cursor: string | null;
}

interface Items<T> {
  items: T[];
}

/** What a rule is made of; the server fills in what is left out. */
export type AlertRuleInput = Omit<AlertRuleRequest, "tags" | "is_enabled"> &
  Partial<Pick<AlertRuleRequest, "tags" | "is_enabled">>;

/** The calls of sessions, providers and alerts. Each throws `ApiProblem` on a refusal and `Unreachable` when nobody answers. */
export const scrapingApi = {
  metrics: (signal?: AbortSignal) => read<Items<MetricDefinition>>("/scraping/metrics", signal),
  sessions: {
    list: (workspace: Workspace, page: PageOf, signal?: AbortSignal) =>
      read<Page<Session>>(
        `/scraping/sessions${queryString({ workspace, limit: page.limit, cursor: page.cursor ?? undefined })}`,
        signal,
      ),
    get: (sessionId: string, signal?: AbortSignal) =>
      read<Session>(`/scraping/sessions/${id(sessionId)}/status`, signal),
    preview: (request: MeasureRequest) =>
      write<SessionPreview>("POST", "/scraping/sessions/preview", request),
    start: (request: MeasureRequest) => write<Session>("POST", "/scraping/sessions", request),
    pause: (sessionId: string) => act(`/scraping/sessions/${id(sessionId)}/pause`),
    resume: (sessionId: string) => act(`/scraping/sessions/${id(sessionId)}/resume`),
    cancel: (sessionId: string) => act(`/scraping/sessions/${id(sessionId)}/cancel`),
    websites: (sessionId: string, outcome: Outcome | undefined, page: PageOf, signal?: AbortSignal) =>
      read<Page<SessionWebsite>>(
        `/scraping/sessions/${id(sessionId)}/websites${queryString({ outcome, limit: page.limit, cursor: page.cursor ?? undefined })}`,
        signal,
      ),
    logUrl: (sessionId: string) => `${base}/scraping/sessions/${id(sessionId)}/log`,
    exportUrl: (sessionId: string) => `${base}/scraping/sessions/${id(sessionId)}/export?format=csv`,
  },
  providers: {
    list: (signal?: AbortSignal) => read<Items<ProviderHealth>>("/scraping/providers", signal),
    resume: (providerId: string) => act(`/scraping/providers/${id(providerId)}/resume`),
  },
  alerts: {
    list: (workspace: Workspace, signal?: AbortSignal) =>
      read<Items<AlertRule>>(`/scraping/alerts${queryString({ workspace })}`, signal),
    create: (rule: AlertRuleInput) => write<AlertRule>("POST", "/scraping/alerts", rule),
    change: (ruleId: string, change: Partial<AlertRuleInput>) =>
      write<AlertRule>("PATCH", `/scraping/alerts/${id(ruleId)}`, change),
    remove: (ruleId: string) => remove(`/scraping/alerts/${id(ruleId)}`),
    test: (ruleId: string) => act(`/scraping/alerts/${id(ruleId)}/test`),
    fired: (ruleId: string, signal?: AbortSignal) =>
      read<Items<FiredAlert>>(`/scraping/alerts/${id(ruleId)}/fired`, signal),
  },
};
