import type { MigrationSource } from "@millrace/platform/db";
import {
  createPostsFeature,
  postsMigrations,
  type PostsFeature,
  type PostsOptions,
} from "@millrace/posts/feature";

/** The table of contents: every room of the house. */
export interface Features {
  posts: PostsFeature;
  all: readonly PostsFeature[];
}

export const featureMigrations: readonly MigrationSource[] = [postsMigrations];

export function createFeatures(options: PostsOptions): Features {
  const posts = createPostsFeature(options);
  return { posts, all: [posts] };
}
