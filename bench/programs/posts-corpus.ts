import { newId } from "@millrace/platform/ids";
import type { Database } from "@millrace/platform/db";
import type { EvidenceItem, Span } from "@millrace/posts/contract";
import { seeded } from "./random.ts";

/** Words that many posts have, and so are what people search for. */
export const commonWords = ["juriste", "recrutement", "droit", "paris", "avocat"] as const;

const openings = [
  "Nous recrutons un juriste en droit social à Paris, CDI, prise de poste rapide.",
  "Je suis ravie de rejoindre une équipe qui place le droit au service de l'humain.",
  "Offre : avocat collaborateur, deux à quatre ans d'expérience, recrutement immédiat.",
  "We are hiring a legal counsel in Paris to strengthen our contracts team.",
  "Retour sur une semaine dense : conférences, rencontres et beaucoup d'idées.",
  "Looking for a compliance officer who enjoys building things from scratch.",
];
const languages = ["fr", "fr", "fr", "en", "en", null];
const categories = [
  "relevant",
  "agency",
  "internship",
  "non_recruitment",
  "freelance",
  "external",
  "stale",
  "other",
];
const syllables = [
  "ba",
  "cor",
  "din",
  "el",
  "fra",
  "gui",
  "hon",
  "is",
  "jal",
  "ker",
  "lu",
  "mon",
  "nor",
  "pra",
  "qui",
  "ro",
];

/** A word for each rank of a vocabulary of 30,000: low ranks are common, as in a real language. */
export function wordOfRank(rank: number): string {
  let word = "";
  for (let rest = rank + 17; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length];
  return word;
}

const vocabulary = Array.from({ length: 30_000 }, (_, rank) => wordOfRank(rank));

/**
 * Fills `posts.post` with `count` posts of 300 to 1,800 characters: Zipf-distributed words, two languages, three months,
 * a hundredth in the trash, full evidence. One in ten has its MinHash bands. Resolves with some of their ids.
 */
export async function insertPosts(db: Database, count: number): Promise<string[]> {
  const random = seeded(1);
  const ids: string[] = [];
  for (let first = 0; first < count; first += 2_000) {
    const posts = Array.from({ length: Math.min(2_000, count - first) }, (_, index) =>
      createPost(random, first + index),
    );
    ids.push(...posts.filter((_, index) => index % 100 === 0).map((post) => post.id));
    const columns = Object.keys(posts[0] ?? {}).join(", ");
    await db.pool.query(
      `insert into posts.post (${columns})
       select ${columns} from jsonb_populate_recordset(null::posts.post, $1::jsonb)`,
      [JSON.stringify(posts)],
    );
  }
  await db.pool.query(bandsStatement);
  await db.pool.query("update posts.post set trashed_at = collected_at where id::text like '%00'");
  await db.pool.query("vacuum analyze posts.post");
  await db.pool.query("vacuum analyze posts.minhash_band");
  return ids;
}

const bandsStatement = `
  with chosen as (select id from posts.post where right(id::text, 1) in ('0', '8') limit 10000),
  signatures as (
    insert into posts.minhash (post_id, signature)
    select id, array(select (random() * 2e9)::int from generate_series(1, 128) where chosen.id is not null) from chosen
  )
  insert into posts.minhash_band (band, hash, post_id)
  select band, (random() * 4e9)::bigint, id from chosen cross join generate_series(1, 32) as band`;

function createPost(random: () => number, index: number) {
  const id = newId();
  const text = createText(random);
  const collectedMs = Date.now() - index * 77_000;
  const author = `${capital(pick(random, vocabulary, 400))} ${capital(pick(random, vocabulary, 4_000))}`;
  const permalink = `https://www.linkedin.com/posts/post-${index}-activity-${7_000_000_000_000_000_000n + BigInt(index)}`;
  const score = Math.round(random() * 1_000) / 1_000;
  return {
    id,
    dedupe_key: `bench-${index}`,
    urn: `urn:li:activity:${7_000_000_000_000_000_000n + BigInt(index)}`,
    permalink,
    author_name: author,
    author_kind: random() < 0.7 ? "person" : "company",
    author_profile_url: `https://www.linkedin.com/in/author-${index % 9_000}`,
    author_headline: text.slice(0, 80),
    text,
    search_text: `${text} ${author}`
      .toLowerCase()
      .normalize("NFKD")
      .replaceAll(/\p{M}+/gu, ""),
    published_at: new Date(collectedMs - random() * 86_400_000).toISOString(),
    collected_at: new Date(collectedMs).toISOString(),
    language: languages[Math.floor(random() * languages.length)] ?? null,
    reactions: Math.floor(random() ** 4 * 5_000),
    comments: Math.floor(random() ** 4 * 400),
    reposts: null,
    reshared: null,
    mentions: [],
    hashtags: hashtagsIn(text),
    media: [],
    is_promoted: null,
    edited: false,
    evidence: evidenceOf(text, author, permalink),
    trust: { text: 0.95, "author.name": 0.9 },
    unknown: { reposts: "not_on_page" },
    source: "linkedin-demo",
    is_demo: true,
    source_file: permalink,
    snapshot_hash: null,
    rules: "legal-fr",
    verdict: score > 0.4 ? "kept" : "rejected",
    category: categories[index % categories.length],
    score,
    terms: [],
  };
}

function createText(random: () => number): string {
  const words = 40 + Math.floor(random() ** 2 * 220);
  const parts = [openings[Math.floor(random() * openings.length)] ?? ""];
  for (let word = 0; word < words; word += 1) parts.push(pick(random, vocabulary, vocabulary.length));
  return `${parts.join(" ")}. #recrutement #droit`;
}

/** By Zipf's law: the word of rank n about 1/n as often as the first. */
function pick(random: () => number, words: readonly string[], most: number): string {
  return words[Math.min(Math.floor(most ** random()) - 1, words.length - 1)] ?? "";
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function hashtagsIn(text: string): Span[] {
  return [...text.matchAll(/#\w+/g)].map((match) => ({
    start: match.index,
    length: match[0].length,
    text: match[0],
  }));
}

function evidenceOf(text: string, author: string, permalink: string): Record<string, EvidenceItem> {
  const raw: Record<string, string> = {
    text: text.slice(0, 500),
    "author.name": author,
    permalink,
    published_at: "2 j",
    reactions: "3",
    comments: "0",
    language: "fr",
    urn: permalink,
  };
  return Object.fromEntries(
    Object.entries(raw).map(([field, value]) => [
      field,
      { source: "json-ld", path: `script[type="application/ld+json"] $.${field}`, raw: value },
    ]),
  );
}
