import type { View } from "./list/search.ts";

/** Where each list and its open post live. */
export const viewPaths = {
  all: { list: "/posts", detail: "/posts/$postId" },
  favourites: { list: "/favourites", detail: "/favourites/$postId" },
  trash: { list: "/trash", detail: "/trash/$postId" },
} as const satisfies Record<View, { list: string; detail: string }>;
