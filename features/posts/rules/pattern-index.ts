import type { PatternLists } from "./matcher.ts";
import type { Element, WordTest } from "./pattern.ts";

/** Length of the key under which prefixes (`recrut*`) are looked up. */
const PREFIX_KEY = 3;
const NONE: readonly number[] = [];

/** Looks patterns up by the word they can begin with. */
export class PatternIndex {
  readonly #patterns: readonly Element[][];
  readonly #byWord = new Map<string, number[]>();
  readonly #byPrefix = new Map<string, { prefix: string; pattern: number }[]>();
  /** Candidates per word, since the same words come back in every post. */
  readonly #cache = new Map<string, readonly number[]>();

  constructor(patterns: readonly Element[][], lists: PatternLists) {
    this.#patterns = patterns;
    patterns.forEach((pattern, index) => {
      for (const test of firstTests(pattern, lists)) this.#add(test, index);
    });
  }

  pattern(index: number): readonly Element[] {
    return this.#patterns[index] ?? [];
  }

  /** Patterns that may begin with this folded word, in their order of definition. */
  candidates(word: string): readonly number[] {
    const cached = this.#cache.get(word);
    if (cached !== undefined) return cached;
    const found = new Set<number>(this.#byWord.get(word));
    const singular = PatternIndex.singularOf(word);
    if (singular !== null) for (const pattern of this.#byWord.get(singular) ?? NONE) found.add(pattern);
    for (const pattern of this.#byBeginning(word)) found.add(pattern);
    const candidates = found.size === 0 ? NONE : [...found].sort((left, right) => left - right);
    if (this.#cache.size < CACHE_LIMIT) this.#cache.set(word, candidates);
    return candidates;
  }

  #byBeginning(word: string): number[] {
    const keys = Array.from({ length: Math.min(PREFIX_KEY, word.length) }, (_, index) =>
      word.slice(0, index + 1),
    );
    const entries = keys.flatMap((key) => this.#byPrefix.get(key) ?? []);
    return entries.filter((entry) => word.startsWith(entry.prefix)).map((entry) => entry.pattern);
  }

  /** "juristes" → "juriste", "nouveaux" → "nouveau"; null when the word is no plural. */
  static singularOf(word: string): string | null {
    const last = word.charCodeAt(word.length - 1);
    return word.length > 2 && (last === LETTER_S || last === LETTER_X) ? word.slice(0, -1) : null;
  }

  #add(test: WordTest, pattern: number): void {
    if (test.mode === "prefix")
      append(this.#byPrefix, test.text.slice(0, PREFIX_KEY), { prefix: test.text, pattern });
    else append(this.#byWord, test.text, pattern);
  }
}

/** Bounds the cache against texts made of unique words. */
const CACHE_LIMIT = 20_000;
const LETTER_S = 115;
const LETTER_X = 120;

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

/** Words a pattern can begin with: its first element, and the following ones while they are optional. */
function firstTests(pattern: readonly Element[], lists: PatternLists): WordTest[] {
  const tests: WordTest[] = [];
  for (const element of pattern) {
    if (element.kind === "gap") break;
    if (element.kind === "word") tests.push(...element.options);
    else for (const member of lists.get(element.list) ?? []) tests.push(...firstTests(member, lists));
    if (!element.isOptional) break;
  }
  return tests;
}
