import type {
  Collection,
  CollectionRequest,
  PostDetail,
  PostFilters,
  PostSummary,
  SourceHealth,
  Stats,
} from "@millrace/posts/contract";
import { problemOf, Unreachable } from "./problem.ts";
import type { Health, Page, RuleSet } from "./types.ts";

const base = "/api/v1";

type Query = Readonly<Record<string, string | number | undefined>>;

/** `?a=1&b=2` without the absent and empty values; "" when nothing is left. */
export function queryString(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

async function send(
  method: string,
  address: string,
  options: { body?: BodyInit; json?: unknown; signal?: AbortSignal } = {},
): Promise<Response> {
  const init: RequestInit = { method, headers: { accept: "application/json" }, credentials: "same-origin" };
  if (options.signal !== undefined) init.signal = options.signal;
  if (options.body !== undefined) init.body = options.body;
  if (options.json !== undefined) {
    init.body = JSON.stringify(options.json);
    init.headers = { ...init.headers, "content-type": "application/json" };
  }
  const response = await fetch(address, init).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Unreachable(cause);
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function readJson<T>(address: string, signal?: AbortSignal): Promise<T> {
  const response = await send("GET", address, signal === undefined ? {} : { signal });
  return (await response.json()) as T;
}

/** Reads below /api/v1. Throws `ApiProblem` on a refusal and `Unreachable` when nobody answers. */
export const read = <T>(path: string, signal?: AbortSignal): Promise<T> => readJson<T>(base + path, signal);

/** Changes something below /api/v1 and reads the answer; throws like `read`. */
export async function write<T>(method: string, path: string, json?: unknown): Promise<T> {
  const response = await send(method, base + path, json === undefined ? {} : { json });
  return (await response.json()) as T;
}

/** Sends files below /api/v1 and reads the answer; throws like `read`. */
export async function upload<T>(path: string, body: FormData): Promise<T> {
  const response = await send("POST", base + path, { body });
  return (await response.json()) as T;
}

/** Asks for something whose answer does not matter here; throws like `read`. */
export async function act(path: string, json?: unknown): Promise<void> {
  const response = await send("POST", base + path, json === undefined ? {} : { json });
  await response.body?.cancel();
}

/** Takes something away; throws like `read`. */
export async function remove(path: string): Promise<void> {
  const response = await send("DELETE", base + path);
  await response.body?.cancel();
}

const id = encodeURIComponent;

/** The calls of the Posts room, and of the frame around every page. Throws `ApiProblem` on a refusal and `Unreachable` when nobody answers. */
export const api = {
  posts: {
    list: (filters: PostFilters, page: { limit: number; cursor: string | null }, signal?: AbortSignal) =>
      read<Page<PostSummary>>(
        `/posts${queryString({ ...filters, limit: page.limit, cursor: page.cursor ?? undefined })}`,
        signal,
      ),
    get: (postId: string, signal?: AbortSignal) => read<PostDetail>(`/posts/${id(postId)}`, signal),
    setFavourite: (postId: string, on: boolean) =>
      write<PostSummary>(on ? "PUT" : "DELETE", `/posts/${id(postId)}/favourite`),
    setTrashed: (postId: string, on: boolean) =>
      write<PostSummary>(on ? "PUT" : "DELETE", `/posts/${id(postId)}/trash`),
    purge: async (postId: string): Promise<void> => {
      await send("DELETE", `${base}/posts/${id(postId)}`);
    },
    evidenceUrl: (postId: string, field: string, language: string) =>
      `${base}/posts/${id(postId)}/evidence/${id(field)}${queryString({ language })}`,
    /** Throws the problem when no saved page is kept; the document itself is shown by an iframe. */
    checkEvidence: async (postId: string, field: string, signal?: AbortSignal): Promise<true> => {
      const response = await send(
        "GET",
        `${base}/posts/${id(postId)}/evidence/${id(field)}`,
        signal === undefined ? {} : { signal },
      );
      await response.body?.cancel();
      return true;
    },
    exportUrl: (format: ExportFormat, filters: PostFilters) =>
      `${base}/posts/export${queryString({ format, ...filters })}`,
  },
  stats: (signal?: AbortSignal) => read<Stats>("/stats", signal),
  collections: {
    list: (page: { limit: number; cursor: string | null }, signal?: AbortSignal) =>
      read<Page<Collection>>(
        `/collections${queryString({ limit: page.limit, cursor: page.cursor ?? undefined })}`,
        signal,
      ),
    get: (collectionId: string, signal?: AbortSignal) =>
      read<Collection>(`/collections/${id(collectionId)}`, signal),
    start: (request: CollectionRequest) => write<Collection>("POST", "/collections", request),
    cancel: async (collectionId: string): Promise<void> => {
      await act(`/collections/${id(collectionId)}/cancel`);
    },
  },
  importFiles: async (files: readonly File[], rules: string): Promise<Collection> => {
    const body = new FormData();
    for (const file of files) body.append("files", file, file.name);
    body.append("rules", rules);
    return upload<Collection>("/imports", body);
  },
  sources: {
    list: (signal?: AbortSignal) => read<{ items: SourceHealth[] }>("/sources", signal),
    resume: async (sourceId: string): Promise<void> => {
      await act(`/sources/${id(sourceId)}/resume`);
    },
  },
  rules: (signal?: AbortSignal) => read<{ items: RuleSet[] }>("/rules", signal),
  /** Outside the versioned API: load balancers ask for it too. */
  health: (signal?: AbortSignal) => readJson<Health>("/health", signal),
  streamUrl: `${base}/stream`,
};

export const exportFormats = ["csv", "xlsx", "jsonl", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];
