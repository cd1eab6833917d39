import type {
  BulkPreview,
  BulkRequest,
  BulkResult,
  ImportRow,
  MetricDefinition,
  NewWebsite,
  RestorePreview,
  Snapshot,
  Website,
  WebsiteChange,
  WebsiteFilters,
  WebsiteHistory,
  WebsiteImport,
  WebsiteMetrics,
  WebsiteOrder,
  WebsitesComparison,
  WebsitesSummary,
  Workspace,
} from "@millrace/sites/contract";
import { queryString, read, upload, write, type ExportFormat } from "../shared/api/client.ts";
import type { Page } from "../shared/api/types.ts";

const base = "/api/v1";
const id = encodeURIComponent;

export interface PageRequest {
  limit: number;
  cursor: string | null;
}

const pageQuery = ({ limit, cursor }: PageRequest) => ({ limit, cursor: cursor ?? undefined });

/** One line per website, or one per website, metric and measurement. */
export type ExportShape = "websites" | "readings";
export type EvidenceKind = "answer" | "page" | "screenshot";

/** What to import: a file, or a list somebody pasted. */
export type ImportInput = { workspace: Workspace; tags: string[] } & ({ file: File } | { text: string });

/** Sends a file or a pasted list; the rows are read by the import that this starts. Throws like every call. */
export function startImport(input: ImportInput): Promise<WebsiteImport> {
  if ("text" in input) return write<WebsiteImport>("POST", "/scraping/imports", input);
  const body = new FormData();
  body.append("workspace", input.workspace);
  body.append("tags", input.tags.join(","));
  body.append("file", input.file, input.file.name);
  return upload<WebsiteImport>("/scraping/imports", body);
}

/** The calls of Sites. Throws `ApiProblem` on a refusal and `Unreachable` when nobody answers. */
export const sitesApi = {
  metrics: (signal?: AbortSignal) => read<{ items: MetricDefinition[] }>("/scraping/metrics", signal),
  list: (filters: WebsiteFilters, order: WebsiteOrder, page: PageRequest, signal?: AbortSignal) =>
    read<Page<Website>>(`/websites${queryString({ ...filters, ...order, ...pageQuery(page) })}`, signal),
  summary: (workspace: Workspace, signal?: AbortSignal) =>
    read<WebsitesSummary>(`/websites/summary${queryString({ workspace })}`, signal),
  add: (website: NewWebsite) => write<Website>("POST", "/websites", website),
  get: (websiteId: string, signal?: AbortSignal) => read<Website>(`/websites/${id(websiteId)}`, signal),
  change: (websiteId: string, change: WebsiteChange) =>
    write<Website>("PATCH", `/websites/${id(websiteId)}`, change),
  setArchived: (websiteId: string, on: boolean) =>
    write<Website>(on ? "PUT" : "DELETE", `/websites/${id(websiteId)}/archive`),
  readings: (websiteId: string, signal?: AbortSignal) =>
    read<WebsiteMetrics>(`/websites/${id(websiteId)}/metrics`, signal),
  history: (websiteId: string, signal?: AbortSignal) =>
    read<WebsiteHistory>(`/websites/${id(websiteId)}/history`, signal),
  compare: (websiteIds: readonly string[], signal?: AbortSignal) =>
    read<WebsitesComparison>(`/websites/compare${queryString({ ids: websiteIds.join(",") })}`, signal),
  exportUrl: (format: ExportFormat, shape: ExportShape, filters: WebsiteFilters) =>
    `${base}/websites/export${queryString({ format, shape, ...filters })}`,
  /** Of the metric's newest reading. */
  evidenceUrl: (websiteId: string, metric: string, kind: EvidenceKind, language: string) =>
    `${base}/websites/${id(websiteId)}/metrics/${id(metric)}/evidence${queryString({ kind, language })}`,
  bulk: {
    preview: (request: BulkRequest) => write<BulkPreview>("POST", "/websites/bulk/preview", request),
    apply: (request: BulkRequest, token: string) =>
      write<BulkResult>("POST", "/websites/bulk", { ...request, token }),
  },
  imports: {
    list: (workspace: Workspace, page: PageRequest, signal?: AbortSignal) =>
      read<Page<WebsiteImport>>(`/scraping/imports${queryString({ workspace, ...pageQuery(page) })}`, signal),
    get: (importId: string, signal?: AbortSignal) =>
      read<WebsiteImport>(`/scraping/imports/${id(importId)}`, signal),
    rows: (importId: string, outcome: string | undefined, page: PageRequest, signal?: AbortSignal) =>
      read<Page<ImportRow>>(
        `/scraping/imports/${id(importId)}/rows${queryString({ outcome, ...pageQuery(page) })}`,
        signal,
      ),
    cancel: (importId: string) => write<WebsiteImport>("POST", `/scraping/imports/${id(importId)}/cancel`),
    reportUrl: (importId: string) => `${base}/scraping/imports/${id(importId)}/report`,
  },
  snapshots: {
    list: (workspace: Workspace, page: PageRequest, signal?: AbortSignal) =>
      read<Page<Snapshot>>(`/scraping/snapshots${queryString({ workspace, ...pageQuery(page) })}`, signal),
    take: (workspace: Workspace, reason: string) =>
      write<Snapshot>("POST", "/scraping/snapshots", { workspace, reason }),
    preview: (snapshotId: string, signal?: AbortSignal) =>
      read<RestorePreview>(`/scraping/snapshots/${id(snapshotId)}/preview`, signal),
    restore: (snapshotId: string, token: string) =>
      write<BulkResult>("POST", `/scraping/snapshots/${id(snapshotId)}/restore`, { token }),
  },
};
