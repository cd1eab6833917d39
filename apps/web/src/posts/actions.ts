import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import type { PostDetail, PostSummary } from "@millrace/posts/contract";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../shared/api/client.ts";
import { useMay } from "../shared/session.ts";
import { notifyDone, notifyProblem } from "../shared/notify.ts";
import { postKeys, removePosts, replacePosts } from "./list/queries.ts";

type Switches = Partial<Pick<PostSummary, "favourite" | "trashed">>;

/** Shows the new state at once; a refusal puts the old one back and says why. */
async function switchPosts(
  client: QueryClient,
  posts: readonly PostSummary[],
  to: Switches,
  send: (post: PostSummary) => Promise<PostSummary>,
): Promise<boolean> {
  show(
    client,
    posts.map((post) => ({ ...post, ...to })),
  );
  const outcomes = await Promise.allSettled(posts.map(send));
  const refused = posts.filter((_, index) => outcomes[index]?.status === "rejected");
  const reason = outcomes.find((outcome) => outcome.status === "rejected");
  if (reason !== undefined) {
    show(client, refused);
    notifyProblem(reason.reason);
  }
  // Lists that gained or got back a post (favourites, trash, undo) read their order from the server.
  void client.invalidateQueries({ queryKey: postKeys.lists });
  void client.invalidateQueries({ queryKey: ["stats"] });
  return reason === undefined;
}

/** Writes posts into the lists and the open detail. */
function show(client: QueryClient, posts: readonly PostSummary[]): void {
  replacePosts(client, posts);
  for (const post of posts) {
    client.setQueryData<PostDetail>(
      postKeys.detail(post.id),
      (detail) => detail && { ...detail, favourite: post.favourite, trashed: post.trashed },
    );
  }
}

/** What the person can do with posts; each takes one or several. null for whoever may only read them. */
export function usePostActions(): PostActions | null {
  const actions = useActions();
  return useMay("posts:write") ? actions : null;
}

function useActions() {
  const client = useQueryClient();
  const { t } = useTranslation();
  return useMemo(() => {
    const setTrashed = (posts: readonly PostSummary[], trashed: boolean) =>
      switchPosts(client, posts, { trashed }, (post) => api.posts.setTrashed(post.id, trashed));
    const setFavourite = (posts: readonly PostSummary[], favourite: boolean) =>
      switchPosts(client, posts, { favourite }, (post) => api.posts.setFavourite(post.id, favourite));
    return {
      /** Stars all, or takes the star off all when each has one already. */
      toggleFavourite: async (posts: readonly PostSummary[]) => {
        const on = !posts.every((post) => post.favourite);
        const done = await setFavourite(posts, on);
        if (done && posts.length > 1)
          notifyDone(
            t(on ? "posts.done.favourited" : "posts.done.unfavourited", { count: posts.length }),
            () => void setFavourite(posts, !on),
          );
      },
      trash: async (posts: readonly PostSummary[]) => {
        if (await setTrashed(posts, true))
          notifyDone(t("posts.done.trashed", { count: posts.length }), () => void setTrashed(posts, false));
      },
      restore: async (posts: readonly PostSummary[]) => {
        if (await setTrashed(posts, false))
          notifyDone(t("posts.done.restored", { count: posts.length }), () => void setTrashed(posts, true));
      },
      purge: async (posts: readonly PostSummary[]) => {
        const outcomes = await Promise.allSettled(posts.map((post) => api.posts.purge(post.id)));
        removePosts(
          client,
          new Set(posts.filter((_, index) => outcomes[index]?.status === "fulfilled").map((post) => post.id)),
        );
        const refused = outcomes.find((outcome) => outcome.status === "rejected");
        if (refused === undefined) notifyDone(t("posts.done.purged", { count: posts.length }));
        else notifyProblem(refused.reason);
        void client.invalidateQueries({ queryKey: ["stats"] });
      },
    };
  }, [client, t]);
}

export type PostActions = ReturnType<typeof useActions>;
