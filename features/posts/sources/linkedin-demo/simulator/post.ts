import { person, slugOf, type Actor } from "./people.ts";
import * as en from "./phrases-english.ts";
import * as fr from "./phrases-french.ts";
import { hash32, randomFrom, type Random } from "@millrace/platform/simulation";
import { parseMarkup, textOf, type Segment } from "./rich-text.ts";
import { draft, type Draft, type Theme } from "./themes.ts";

/** How a post's page is laid out; each leaves different evidence on the page. "changed" is only shown by its fault. */
export type PageLayout = "all" | "guest" | "embedded" | "dom" | "list-item" | "changed";
export const pageLayouts: readonly PageLayout[] = ["all", "guest", "embedded", "dom", "list-item", "changed"];

/** Where the pages say images, videos and documents are. */
export const mediaOrigin = "https://media.licdn.example/dms";

export interface SimulatedMedia {
  kind: "image" | "video" | "document" | "article";
  /** Absolute address on an example domain. */
  target: string;
  alt: string | null;
  title: string | null;
}

/** The part of a post that a repost shows of the original. */
export interface SimulatedOriginal {
  id: string;
  shareId: string;
  author: Actor;
  segments: Segment[];
  publishedMs: number;
}

export interface SimulatedPost extends SimulatedOriginal {
  slug: string;
  theme: Theme;
  /** Language of the text; null for a repost without comment. */
  language: "fr" | "en" | null;
  /** Language of the page around it. */
  locale: "fr" | "en";
  layout: PageLayout;
  reactions: number;
  comments: number;
  reposts: number;
  isPromoted: boolean;
  isEdited: boolean;
  media: SimulatedMedia[];
  reshared: SimulatedOriginal | null;
  commentTexts: { author: Actor; text: string }[];
  /** How it relates to another post of the corpus, when it does. */
  relation: "none" | "repost" | "repost-with-comment" | "near-duplicate" | "same-text";
}

/** A place in time that holds one post. */
export interface Slot {
  /** Unique within a seed ("history/4711"). */
  key: string;
  publishedMs: number;
}

/** Everything about the post at `slot` follows from seed and key; `earlier` is the original it may repeat or repost. */
export function postAt(seed: string, slot: Slot, earlier: Slot): SimulatedPost {
  const random = randomFrom(`${seed}/${slot.key}/about`);
  const relation = relationAt(seed, slot);
  const other = draft(randomFrom(`${seed}/${earlier.key}/text`));
  const own = writtenFor(random, relation, draft(randomFrom(`${seed}/${slot.key}/text`)), other);
  const isRepost = relation === "repost" || relation === "repost-with-comment";
  const reshared = isRepost ? original(seed, earlier, other) : null;
  return finish(random, { base: original(seed, slot, own), own, relation, reshared });
}

/** Decided apart from the rest so that a post can be sure that what it repeats is an original ("none"). */
export function relationAt(seed: string, slot: Slot): SimulatedPost["relation"] {
  return randomFrom(`${seed}/${slot.key}/relation`).weighted<SimulatedPost["relation"]>([
    ["none", 74],
    ["repost", 6],
    ["repost-with-comment", 10],
    ["near-duplicate", 7],
    ["same-text", 3],
  ]);
}

/** A member's repost, without comment, of a post already listed. */
export function repostOf(seed: string, post: SimulatedPost, atMs: number): SimulatedPost {
  const slot: Slot = { key: `repost/${post.id}`, publishedMs: atMs };
  const random = randomFrom(`${seed}/${slot.key}/about`);
  const own: Draft = { theme: post.theme, language: "fr", author: person(random), markup: "" };
  const { id, shareId, author, segments, publishedMs } = post;
  const reshared = post.reshared ?? { id, shareId, author, segments, publishedMs };
  return finish(random, { base: original(seed, slot, own), own, relation: "repost", reshared });
}

interface Beginnings {
  base: SimulatedOriginal;
  own: Draft;
  relation: SimulatedPost["relation"];
  reshared: SimulatedOriginal | null;
}

function finish(random: Random, { own, relation, reshared, base }: Beginnings): SimulatedPost {
  const text = textOf(base.segments);
  const locale = random.chance(0.85) ? own.language : otherLanguage(own.language);
  const commentCount = smallCount(random);
  return {
    ...base,
    slug: addressOf(base, text),
    theme: own.theme,
    language: text === "" ? null : own.language,
    locale,
    layout: layoutOf(random, text),
    reactions: reactionCount(random),
    comments: commentCount,
    reposts: smallCount(random),
    isPromoted: reshared === null && own.author.kind === "company" && random.chance(0.06),
    isEdited: random.chance(0.09),
    media: reshared === null ? mediaOf(random, base.id, own.language) : [],
    reshared,
    commentTexts: Array.from({ length: Math.min(commentCount, 8) }, () => ({
      author: person(random),
      text: random.pick(own.language === "fr" ? fr.COMMENTS : en.COMMENTS),
    })),
    relation,
  };
}

function layoutOf(random: Random, text: string): PageLayout {
  const layout = random.weighted<PageLayout>([
    ["guest", 42],
    ["all", 24],
    ["embedded", 14],
    ["dom", 15],
    ["list-item", 5],
  ]);
  // The list item of a repost without comment has nothing of the reposting member but a name.
  return layout === "list-item" && text === "" ? "guest" : layout;
}

function otherLanguage(language: "fr" | "en"): "fr" | "en" {
  return language === "fr" ? "en" : "fr";
}

function writtenFor(random: Random, relation: SimulatedPost["relation"], own: Draft, other: Draft): Draft {
  if (relation === "repost") return { ...own, author: person(random), markup: "" };
  if (relation === "same-text") return other;
  if (relation === "near-duplicate") return nearlySame(random, other);
  return relation === "repost-with-comment" ? remarkOn(random, own) : own;
}

function nearlySame(random: Random, other: Draft): Draft {
  const endings =
    other.language === "fr"
      ? ["Merci pour vos partages !", "Toujours d'actualité.", "Up !"]
      : ["Still open!", "Bumping this."];
  const author = random.chance(0.5) ? other.author : person(random);
  return { ...other, author, markup: `${other.markup}\n${random.pick(endings)}` };
}

function remarkOn(random: Random, own: Draft): Draft {
  const isFrench = own.language === "fr";
  const remark = random.pick(
    isFrench ? [...fr.REFLECTIONS, ...fr.COMMENTS.slice(0, 2)] : [...en.TAKES, "Worth a read."],
  );
  const ending = random.pick(["", "👇", isFrench ? "#àlire" : "#mustread"]);
  return {
    ...own,
    author: random.chance(0.7) ? person(random) : own.author,
    markup: `${remark} ${ending}`.trim(),
  };
}

function original(seed: string, slot: Slot, written: Draft): SimulatedOriginal {
  const id = snowflake(slot.publishedMs, hash32(`${seed}/${slot.key}/id`));
  const shareId = snowflake(slot.publishedMs, hash32(`${seed}/${slot.key}/share`));
  return {
    id,
    shareId,
    author: written.author,
    segments: parseMarkup(written.markup),
    publishedMs: slot.publishedMs,
  };
}

/** The site's ids carry their time: `id >> 22` is the number of milliseconds since 1970. */
export function snowflake(epochMs: number, salt: number): string {
  return String((BigInt(epochMs) << 22n) | BigInt(salt & 0x3fffff));
}

function addressOf(post: SimulatedOriginal, text: string): string {
  const handle = post.author.path.split("/").at(-1) ?? "member";
  const words = slugOf(text, 48) || "repost";
  const suffix = hash32(post.id).toString(36).slice(-4).padStart(4, "x");
  return `${handle}_${words}-activity-${post.id}-${suffix}`;
}

function reactionCount(random: Random): number {
  return random.weighted<() => number>([
    [() => 0, 6],
    [() => random.int(1, 40), 50],
    [() => random.int(41, 400), 28],
    [() => random.int(401, 999), 6],
    [() => random.int(1000, 48_000), 10],
  ])();
}

function smallCount(random: Random): number {
  return random.weighted<() => number>([
    [() => 0, 30],
    [() => random.int(1, 12), 50],
    [() => random.int(13, 150), 17],
    [() => random.int(1000, 2600), 3],
  ])();
}

function mediaOf(random: Random, id: string, language: "fr" | "en"): SimulatedMedia[] {
  const kind = random.weighted<SimulatedMedia["kind"] | "images" | "none">([
    ["none", 45],
    ["image", 22],
    ["images", 8],
    ["video", 8],
    ["document", 8],
    ["article", 9],
  ]);
  if (kind === "none") return [];
  const title =
    language === "fr"
      ? random.pick(["Guide du recrutement juridique", "Rapport annuel", "Plaquette de l'équipe"])
      : random.pick(["Legal hiring guide", "Annual report", "Team handbook"]);
  const alt =
    language === "fr"
      ? random.pick(["Une équipe autour d'une table", "Affiche de l'offre", "Bureau avec plantes"])
      : random.pick(["A team at a table", "Poster of the role", "Desk with plants"]);
  if (kind === "article")
    return [{ kind, target: `https://journal.example/articles/${id.slice(-6)}`, alt: null, title }];
  if (kind === "image" || kind === "images") {
    const count = kind === "image" ? 1 : random.int(2, 4);
    return Array.from({ length: count }, (_, index) => ({
      kind: "image",
      target: `${mediaOrigin}/image/${id}-${index}?e=2147483647&v=beta&t=${hash32(id + index).toString(36)}`,
      alt,
      title: null,
    }));
  }
  return [
    {
      kind,
      target: `${mediaOrigin}/${kind}/${id}?e=2147483647&v=beta`,
      alt: null,
      title: kind === "document" ? title : null,
    },
  ];
}
