import { newId } from "@millrace/platform/ids";
import { Broken } from "@millrace/platform/errors";
import type { Queryable } from "@millrace/platform/events";
import type { CollectionRequest, Wall } from "../contract.ts";
import { extractDocument } from "../extraction/extract-document.ts";
import { deduplicate, type DistinctPost } from "../pipeline/deduplicate.ts";
import { judgePost } from "../pipeline/judge-post.ts";
import { normalisePost, type NormalisedPost } from "../pipeline/normalise.ts";
import { savePosts, type PostToSave } from "../queries/save-posts.ts";
import { searchTextOf } from "../queries/search-words.ts";
import { noteWall } from "../queries/collections.ts";
import { pauseSource } from "../queries/source-state.ts";
import type { CompiledRules } from "../rules/compile-rules.ts";
import { loadRules } from "../rules/load-rules.ts";
import type { KeptDocument, SourcePage } from "../sources/source.ts";
import type { CollectDependencies } from "./dependencies.ts";
import { publishCollection, publishSource } from "./publish-changes.ts";

export interface DocumentsToSave {
  collectionId: string;
  page: number;
  input: CollectionRequest;
  found: SourcePage;
}

/** Makes a change in one transaction: of a step, where it is made once and only while the run is this worker's. */
export type MakeChange = <T>(change: (db: Queryable) => Promise<T>) => Promise<T>;

/** Saving makes no request. */
export type SaveDependencies = Omit<CollectDependencies, "http">;

export interface SaveOutcome {
  seen: number;
  saved: number;
  /** true when a wall kept some of the page from us; the source is paused then. */
  isBehindWall: boolean;
}

/** Walls that stand between us and a site; a single page that is no post is none. */
const closingWalls: readonly Wall["wall"][] = ["login", "challenge", "consent", "rate_limit", "empty_shell"];

/**
 * Extracts, normalises, deduplicates, classifies and saves one page's documents. Safe to run again: the save is one
 * statement keyed by collection and page. A wall pauses the source in the same transaction, so that no late worker closes
 * again what a person has resumed; the posts before it are kept.
 */
export async function saveDocuments(
  deps: SaveDependencies,
  work: DocumentsToSave,
  makeChange: MakeChange,
): Promise<SaveOutcome> {
  const read = await Promise.all(work.found.documents.map((document) => readDocument(deps, document)));
  const posts = read.flatMap((document) => document.posts);
  const source = deps.sourceOf(work.input.source);
  const rules = loadRules(work.input.rules);
  const now = deps.clock.now();
  const distinct = deduplicate(posts.map((post) => post.normalised)).posts;
  const documentOf = new Map(posts.map((post) => [post.normalised, post.document]));
  const rows = distinct.map((entry) =>
    toRow(entry, {
      input: work.input,
      isDemo: source.isDemo,
      rules,
      now,
      document: documentOf.get(entry.post) ?? null,
    }),
  );
  const walls = read.flatMap((document) => (document.wall === null ? [] : [document.wall]));
  const problems = [
    ...(work.found.problems ?? []),
    ...read.flatMap((document) => document.problems),
    ...walls.map((wall) => `${wall.wall}: ${wall.source_file}: ${wall.message}`),
  ];
  const page = {
    collectionId: work.collectionId,
    page: work.page,
    seen: posts.length,
    problems,
    posts: rows,
  };
  const outcome = await makeChange(async (db) => {
    const { savedIds } = await savePosts(db, page);
    // A saved login page in an import says nothing about a site: it is only a problem of that file.
    const isBehindWall = !source.takesFiles && (await pauseAtWall(db, work, walls));
    return { seen: posts.length, saved: savedIds.length, isBehindWall };
  });
  if (outcome.isBehindWall) await publishSource(deps, work.input.source);
  await publishCollection(deps, work.collectionId);
  return outcome;
}

async function pauseAtWall(db: Queryable, work: DocumentsToSave, walls: readonly Wall[]): Promise<boolean> {
  const wall = walls.find((candidate) => closingWalls.includes(candidate.wall));
  if (wall === undefined) return false;
  await pauseSource(db, work.input.source, { wall: wall.wall, message: wall.message });
  await noteWall(db, work.collectionId, { wall: wall.wall, message: wall.message });
  return true;
}

interface ReadDocument {
  posts: { normalised: NormalisedPost; document: KeptDocument }[];
  wall: Wall | null;
  problems: string[];
}

async function readDocument(deps: SaveDependencies, document: KeptDocument): Promise<ReadDocument> {
  const bytes = await deps.objects.get(document.hash);
  if (bytes === null) {
    throw new Broken(
      `The saved page of ${document.name} (${document.hash}) is not in the object store any more.`,
    );
  }
  const { posts, wall, problems } = extractDocument({
    name: document.name,
    url: document.url,
    contentType: document.contentType,
    status: document.status,
    bytes,
  });
  return {
    posts: posts.map((post) => ({ normalised: normalisePost(post), document })),
    wall,
    problems: problems.map((problem) => `${document.name}: ${problem}`),
  };
}

interface RowContext {
  input: CollectionRequest;
  isDemo: boolean;
  rules: CompiledRules;
  now: number;
  document: KeptDocument | null;
}

function toRow({ post, bands, signature }: DistinctPost, context: RowContext): PostToSave {
  const { terms, verdict, category, score } = judgePost(post, context.rules, context.now);
  return {
    summary: {
      id: newId(),
      urn: post.urn,
      permalink: post.permalink,
      author: post.author,
      text: post.text,
      published_at: post.published_at,
      collected_at: new Date(context.now).toISOString(),
      language: post.language,
      reactions: post.reactions,
      comments: post.comments,
      reposts: post.reposts,
      hashtags: post.hashtags,
      mentions: post.mentions,
      source: context.input.source,
      is_promoted: post.is_promoted,
      is_repost: post.reshared !== null,
      verdict,
      category,
      score,
      favourite: false,
      trashed: false,
      is_demo: context.isDemo,
    },
    dedupe_key: post.dedupe_key,
    search_text: searchTextOf(post),
    details: {
      reshared: post.reshared,
      media: post.media,
      edited: post.edited,
      evidence: post.evidence,
      trust: post.trust,
      unknown: post.unknown,
      source_file: post.source_file,
      snapshot_hash: context.document?.hash ?? null,
      page_url: context.document?.url ?? null,
      page_content_type: context.document?.contentType ?? null,
      rules: context.input.rules,
      terms,
    },
    minhash: { signature: signature ?? [], bands },
  };
}
