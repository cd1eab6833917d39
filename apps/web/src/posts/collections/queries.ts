import {
  infiniteQueryOptions,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";
import type { Collection } from "@millrace/posts/contract";
import { api } from "../../shared/api/client.ts";
import type { Page } from "../../shared/api/types.ts";
import { notifyProblem } from "../../shared/notify.ts";

const pageSize = 50;
const listKey = ["collections", "list"] as const;

type Lists = InfiniteData<Page<Collection>, string | null>;

export function collectionListOptions() {
  return infiniteQueryOptions({
    queryKey: listKey,
    queryFn: ({ pageParam, signal }) => api.collections.list({ limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useCollections() {
  return useInfiniteQuery(collectionListOptions());
}

export function useCancelCollection() {
  return useMutation({
    mutationFn: (collectionId: string) => api.collections.cancel(collectionId),
    onError: notifyProblem,
  });
}

/** Writes collections into the loaded list; unknown ones come on top. */
export function replaceCollections(client: QueryClient, collections: readonly Collection[]): void {
  client.setQueryData<Lists>(listKey, (data) => {
    const [first, ...rest] = data?.pages ?? [];
    if (data === undefined || first === undefined) return data;
    const changed = new Map(collections.map((collection) => [collection.id, collection]));
    const known = new Set(data.pages.flatMap((page) => page.items.map((item) => item.id)));
    const pages = [first, ...rest].map((page) => ({
      ...page,
      items: page.items.map((item) => changed.get(item.id) ?? item),
    }));
    const fresh = collections.filter((collection) => !known.has(collection.id));
    return {
      ...data,
      pages: pages.map((page, index) => (index === 0 ? { ...page, items: [...fresh, ...page.items] } : page)),
    };
  });
}

/** Starts a collection or an import and shows it at once. */
export function useStartCollection<Input>(start: (input: Input) => Promise<Collection>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: start,
    onSuccess: (collection) => replaceCollections(client, [collection]),
  });
}

export const isActive = (collection: Collection) =>
  collection.status === "queued" || collection.status === "running";
