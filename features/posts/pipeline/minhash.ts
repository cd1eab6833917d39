import { searchText } from "./fold-text.ts";

/** Hashes per signature: a standard error of about 1/√128 = 0.09 at worst on the similarity. */
export const HASH_COUNT = 128;
/** 32 bands of 4 rows: two texts meet in a band with probability 0.98 at similarity 0.6, 0.05 at 0.2. */
const BANDS = 32;
const ROWS = HASH_COUNT / BANDS;
const SHINGLE_WORDS = 3;
/** Below this number of words, word triples say too little: letters are compared instead. */
const SHORT_TEXT_WORDS = 5;
const SHINGLE_LETTERS = 4;

/** Signed 32-bit integers, as a Postgres int[] holds them. */
export type Signature = readonly number[];

/** Words of the folded text, without links, hashtags' signs, emojis or punctuation. */
function wordsOf(text: string): string[] {
  return (
    searchText(text)
      .replace(/https?:\/\/\S+/gu, " ")
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** What is compared: word triples; for texts under five words, groups of four letters. Empty when there is no word. */
export function shinglesOf(text: string): Set<string> {
  const words = wordsOf(text);
  if (words.length === 0) return new Set();
  if (words.length < SHORT_TEXT_WORDS)
    return windows(Array.from(` ${words.join(" ")} `), SHINGLE_LETTERS, "");
  return windows(words, SHINGLE_WORDS, " ");
}

function windows(units: readonly string[], size: number, glue: string): Set<string> {
  const shingles = new Set<string>();
  for (let at = 0; at + size <= Math.max(units.length, size); at += 1)
    shingles.add(units.slice(at, at + size).join(glue));
  return shingles;
}

/** MinHash signature, the same in every process and on every machine; null when the text has no word. */
export function signatureOf(text: string): Signature | null {
  const shingles = shinglesOf(text);
  if (shingles.size === 0) return null;
  const signature = new Uint32Array(HASH_COUNT).fill(0xffffffff);
  for (const shingle of shingles) {
    const base = fnv1a(shingle);
    for (let index = 0; index < HASH_COUNT; index += 1) {
      const value = mix(base ^ (SEEDS[index] ?? 0));
      if (value < (signature[index] ?? 0)) signature[index] = value;
    }
  }
  return Array.from(Int32Array.from(signature));
}

/** Estimated Jaccard similarity of two texts, 0..1. */
export function similarity(left: Signature, right: Signature): number {
  let same = 0;
  for (let index = 0; index < HASH_COUNT; index += 1) if (left[index] === right[index]) same += 1;
  return same / HASH_COUNT;
}

/** True Jaccard similarity of the shingles, 0..1; 0 when one text has no word. */
export function jaccard(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const [small, large] = left.size < right.size ? [left, right] : [right, left];
  let shared = 0;
  for (const shingle of small) if (large.has(shingle)) shared += 1;
  const union = left.size + right.size - shared;
  return union === 0 ? 0 : shared / union;
}

/**
 * Locality-sensitive bands as decimal text of signed 64-bit integers (a Postgres bigint): texts that share one are worth comparing.
 * The number of the band is hashed in, so that equal rows of different bands differ.
 */
export function bandsOf(signature: Signature): string[] {
  return Array.from({ length: BANDS }, (_, band) => {
    let high = mix(band + 1);
    let low = mix(band + 0x10001);
    for (let row = 0; row < ROWS; row += 1) {
      const value = signature[band * ROWS + row] ?? 0;
      high = mix(high ^ value);
      low = mix((low + value) >>> 0);
    }
    return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)).toString();
  });
}

/** 32-bit FNV-1a over UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Finaliser of MurmurHash3: a permutation of the 32-bit integers, so that minima are fair. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Fixed seeds (multiples of the golden ratio), so that signatures stored years ago still compare. */
const SEEDS = Uint32Array.from({ length: HASH_COUNT }, (_, index) => mix(Math.imul(index + 1, 0x9e3779b9)));
