import type { Token } from "../pipeline/tokenise.ts";
import { PatternIndex } from "./pattern-index.ts";
import type { Element, WordTest } from "./pattern.ts";

/** A pattern found in a text: tokens `from` (included) to `to` (excluded). */
export interface Match {
  pattern: number;
  from: number;
  to: number;
}

/** Patterns of named lists, which `@name` elements refer to. */
export type PatternLists = ReadonlyMap<string, readonly Element[][]>;

type Step = Exclude<Element, { kind: "gap" }>;

/** Finds many patterns in one pass: each token looks up the few patterns that can begin with it. Built once per rule set. */
export class Matcher {
  readonly #root: PatternIndex;
  readonly #lists = new Map<string, PatternIndex>();

  constructor(patterns: readonly Element[][], lists: PatternLists) {
    this.#root = new PatternIndex(patterns, lists);
    for (const [name, list] of lists) this.#lists.set(name, new PatternIndex(list, lists));
  }

  /** All matches in the order of the text; the shortest one per pattern and position. */
  find(tokens: readonly Token[]): Match[] {
    const matches: Match[] = [];
    for (let at = 0; at < tokens.length; at += 1) {
      for (const pattern of this.#root.candidates(tokens[at]?.word ?? "")) {
        const to = this.#match(tokens, this.#root.pattern(pattern), 0, at, at);
        if (to > at) matches.push({ pattern, from: at, to });
      }
    }
    return matches;
  }

  /** Token after the elements from `index` on, or -1. `origin` is the first token of the match: all stay in its sentence. */
  #match(
    tokens: readonly Token[],
    elements: readonly Element[],
    index: number,
    at: number,
    origin: number,
  ): number {
    const element = elements[index];
    if (element === undefined) return at;
    if (element.kind === "gap") return this.#matchGap(tokens, elements, index, at, origin);
    for (const next of this.#stepOver(tokens, element, at, origin)) {
      const end = this.#match(tokens, elements, index + 1, next, origin);
      if (end >= 0) return end;
    }
    return element.isOptional ? this.#match(tokens, elements, index + 1, at, origin) : -1;
  }

  #matchGap(
    tokens: readonly Token[],
    elements: readonly Element[],
    index: number,
    at: number,
    origin: number,
  ): number {
    const element = elements[index];
    const max = element?.kind === "gap" ? element.max : 0;
    for (let skipped = 0; skipped <= max; skipped += 1) {
      const end = this.#match(tokens, elements, index + 1, at + skipped, origin);
      if (end >= 0) return end;
      if (tokens[at + skipped]?.sentence !== tokens[origin]?.sentence) return -1;
    }
    return -1;
  }

  /** Tokens where the match may go on after one word or list, the longest first. */
  #stepOver(tokens: readonly Token[], element: Step, at: number, origin: number): number[] {
    const token = tokens[at];
    if (token === undefined || token.sentence !== tokens[origin]?.sentence) return [];
    if (element.kind === "word") return element.options.some((test) => passes(test, token)) ? [at + 1] : [];
    const list = this.#lists.get(element.list);
    if (list === undefined) return [];
    const ends = new Set<number>();
    for (const pattern of list.candidates(token.word)) {
      const end = this.#match(tokens, list.pattern(pattern), 0, at, at);
      if (end > at) ends.add(end);
    }
    return [...ends].sort((left, right) => right - left);
  }
}

const SHAPE_PASSES: Record<WordTest["shape"], (shape: Token["shape"]) => boolean> = {
  any: () => true,
  capital: (shape) => shape !== "lower",
  upper: (shape) => shape === "upper",
  plain: (shape) => shape !== "upper",
};

function passes(test: WordTest, token: Token): boolean {
  if (!SHAPE_PASSES[test.shape](token.shape)) return false;
  if (test.mode === "prefix") return token.word.startsWith(test.text);
  return (
    token.word === test.text || (test.mode === "plural" && PatternIndex.singularOf(token.word) === test.text)
  );
}
