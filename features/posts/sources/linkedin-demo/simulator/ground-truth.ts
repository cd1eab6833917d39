import type { Author, ExtractedPost, Media } from "../../../contract.ts";
import type { Actor } from "./people.ts";
import type { PageLayout, SimulatedOriginal, SimulatedPost } from "./post.ts";
import { spansOf, textOf } from "./rich-text.ts";

/** The values an extraction should give; everything about where they were found is left out. */
export type ExpectedFields = Omit<ExtractedPost, "evidence" | "trust" | "unknown" | "source_file">;

export interface GroundTruth {
  id: string;
  layout: PageLayout;
  theme: string;
  relation: string;
  /** Everything the site knows of the post. */
  post: ExpectedFields;
  /** What a page in its own layout shows: null where nothing, or only an approximation, is on it. */
  shown: ExpectedFields;
}

export function groundTruthOf(post: SimulatedPost, origin: string): GroundTruth {
  return {
    id: post.id,
    layout: post.layout,
    theme: post.theme,
    relation: post.relation,
    post: fieldsOf(post, origin),
    shown: shownFields(post, post.layout, origin),
  };
}

/** What a page of this layout shows of the post. */
export function shownFields(post: SimulatedPost, layout: PageLayout, origin: string): ExpectedFields {
  const all = fieldsOf(post, origin);
  const isRedesigned = layout === "list-item" || layout === "changed";
  const hasExactCounts = layout !== "dom" && !isRedesigned;
  const readable = (count: number): number | null =>
    hasExactCounts || (count > 0 && count < 1000) ? count : null;
  const hasEmbedded = layout === "all" || layout === "embedded";
  return {
    ...all,
    reactions: readable(post.reactions),
    comments: readable(post.comments),
    reposts: hasEmbedded ? post.reposts : null,
    // An advertisement shows no age, and with it not whether it was edited.
    edited: post.isPromoted ? null : all.edited,
    media: isRedesigned ? [] : all.media,
    // Redesigned pages name the original's author and text, not its id.
    reshared:
      all.reshared !== null && isRedesigned
        ? { ...all.reshared, urn: null, permalink: null, published_at: null }
        : all.reshared,
  };
}

function fieldsOf(post: SimulatedPost, origin: string): ExpectedFields {
  return {
    urn: `urn:li:activity:${post.id}`,
    permalink: `${origin}/posts/${post.slug}`,
    author: authorOf(post.author, origin),
    text: textOf(post.segments) || null,
    published_at: new Date(post.publishedMs).toISOString(),
    language: post.language,
    reactions: post.reactions,
    comments: post.comments,
    reposts: post.reposts,
    reshared: post.reshared === null ? null : resharedOf(post.reshared, origin),
    mentions: spansOf(post.segments, "mention"),
    hashtags: spansOf(post.segments, "hashtag"),
    media: post.media.map((item): Media => ({
      kind: item.kind,
      url: item.target,
      alt: item.alt,
      title: item.title,
    })),
    is_promoted: post.isPromoted,
    edited: post.isEdited,
  };
}

function resharedOf(post: SimulatedOriginal, origin: string): NonNullable<ExpectedFields["reshared"]> {
  return {
    urn: `urn:li:activity:${post.id}`,
    permalink: `${origin}/feed/update/urn:li:activity:${post.id}/`,
    author: authorOf(post.author, origin),
    text: textOf(post.segments) || null,
    published_at: new Date(post.publishedMs).toISOString(),
  };
}

function authorOf(actor: Actor, origin: string): Author {
  return { name: actor.name, kind: actor.kind, profile_url: origin + actor.path, headline: actor.headline };
}
