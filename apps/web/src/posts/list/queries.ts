import {
  infiniteQueryOptions,
  useInfiniteQuery,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";
import type { PostFilters, PostSummary } from "@millrace/posts/contract";
import { api } from "../../shared/api/client.ts";
import type { Page } from "../../shared/api/types.ts";
import { belongsTo } from "./search.ts";

/** Posts per request: about four screens. */
const pageSize = 50;

export const postKeys = {
  lists: ["posts", "list"] as const,
  list: (filters: PostFilters) => ["posts", "list", filters] as const,
  detail: (postId: string) => ["posts", "detail", postId] as const,
};

type Lists = InfiniteData<Page<PostSummary>, string | null>;

export function postListOptions(filters: PostFilters) {
  return infiniteQueryOptions({
    queryKey: postKeys.list(filters),
    queryFn: ({ pageParam, signal }) =>
      api.posts.list(filters, { limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function usePostList(filters: PostFilters) {
  return useInfiniteQuery(postListOptions(filters));
}

/** The posts of all loaded pages, each once: a post that arrived live also comes with a later page. */
export function postsOf(data: InfiniteData<Page<PostSummary>> | undefined): PostSummary[] {
  const byId = new Map<string, PostSummary>();
  for (const page of data?.pages ?? [])
    for (const post of page.items) if (!byId.has(post.id)) byId.set(post.id, post);
  return [...byId.values()];
}

/** Puts new posts on top of one loaded list. */
export function prependPosts(client: QueryClient, filters: PostFilters, posts: readonly PostSummary[]): void {
  client.setQueryData<Lists>(postKeys.list(filters), (data) => {
    const [first, ...rest] = data?.pages ?? [];
    if (data === undefined || first === undefined) return data;
    const known = new Set(postsOf(data).map((post) => post.id));
    const fresh = posts.filter((post) => !known.has(post.id));
    return { ...data, pages: [{ ...first, items: [...fresh, ...first.items] }, ...rest] };
  });
}

/** Writes the new state of posts into every loaded list; those they no longer belong to let them go. */
export function replacePosts(client: QueryClient, posts: readonly PostSummary[]): void {
  const changed = new Map(posts.map((post) => [post.id, post]));
  for (const [key, data] of client.getQueriesData<Lists>({ queryKey: postKeys.lists })) {
    if (data === undefined) continue;
    const filters = (key[2] ?? {}) as PostFilters;
    client.setQueryData<Lists>(
      key,
      mapItems(data, (items) =>
        items
          .map((post) => changed.get(post.id) ?? post)
          .filter((post) => !changed.has(post.id) || stillBelongs(post, filters)),
      ),
    );
  }
}

export function removePosts(client: QueryClient, ids: ReadonlySet<string>): void {
  client.setQueriesData<Lists>(
    { queryKey: postKeys.lists },
    (data) => data && mapItems(data, (items) => items.filter((post) => !ids.has(post.id))),
  );
  for (const id of ids) client.removeQueries({ queryKey: postKeys.detail(id) });
}

/** The server decided about words and places when it listed the post; only the two switches a person can turn may change that. */
function stillBelongs(post: PostSummary, filters: PostFilters): boolean {
  const { favourite, trashed } = filters;
  return belongsTo(post, {
    ...(favourite === undefined ? {} : { favourite }),
    ...(trashed === undefined ? {} : { trashed }),
  });
}

function mapItems(data: Lists, change: (items: PostSummary[]) => PostSummary[]): Lists {
  return { ...data, pages: data.pages.map((page) => ({ ...page, items: change(page.items) })) };
}
