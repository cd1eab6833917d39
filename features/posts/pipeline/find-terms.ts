import type { CompiledRules, CompiledTerm } from "../rules/compile-rules.ts";
import type { Match } from "../rules/matcher.ts";
import type { Token } from "./tokenise.ts";

/** A term that counts, with the tokens of each of its places. */
export interface FoundTerm {
  term: CompiledTerm;
  places: { from: number; to: number }[];
}

/** What a rule set finds in one text. */
export interface Findings {
  tokens: readonly Token[];
  /** Terms that count, by category or signal. */
  found: ReadonlyMap<string, readonly FoundTerm[]>;
  /** Sum of the weights, by category or signal; each term counts once. */
  weights: ReadonlyMap<string, number>;
  /** Lists that match somewhere, with the sentences where they do. */
  lists: ReadonlyMap<string, ReadonlySet<number>>;
}

/** Looks for every term of a rule set, sets aside what exceptions and conditions rule out, and adds up the weights. */
export function readSignals(tokens: readonly Token[], rules: CompiledRules): Findings {
  const sorted = sortMatches(rules, rules.matcher.find(tokens));
  const lists = sentencesOfLists(tokens, sorted);
  const found = new Map<string, FoundTerm[]>();
  const weights = new Map<string, number>();
  for (const [term, matches] of sorted.terms) {
    const places = matches.filter((match) => counts(term, match, sorted, tokens, lists));
    if (places.length === 0) continue;
    found.set(term.block, [...(found.get(term.block) ?? []), { term, places }]);
  }
  for (const [block, terms] of found) weights.set(block, totalWeight(terms));
  return { tokens, found, weights, lists };
}

interface SortedMatches {
  terms: Map<CompiledTerm, Match[]>;
  exceptions: Map<string, Match[]>;
  ignored: Match[];
  lists: Map<string, Match[]>;
}

function sortMatches(rules: CompiledRules, matches: readonly Match[]): SortedMatches {
  const sorted: SortedMatches = { terms: new Map(), exceptions: new Map(), ignored: [], lists: new Map() };
  for (const match of matches) {
    const role = rules.roles[match.pattern];
    if (role !== undefined) sortMatch(sorted, role, match);
  }
  return sorted;
}

function sortMatch(sorted: SortedMatches, role: CompiledRules["roles"][number], match: Match): void {
  if (role.kind === "term") append(sorted.terms, role.term, match);
  else if (role.kind === "exception") append(sorted.exceptions, role.block, match);
  else if (role.kind === "list") append(sorted.lists, role.list, match);
  else sorted.ignored.push(match);
}

function append<K>(map: Map<K, Match[]>, key: K, match: Match): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [match]);
  else known.push(match);
}

function sentencesOfLists(tokens: readonly Token[], sorted: SortedMatches): Map<string, Set<number>> {
  const lists = new Map<string, Set<number>>();
  for (const [name, matches] of sorted.lists) {
    const real = matches.filter((match) => !overlaps(match, sorted.ignored));
    if (real.length > 0) lists.set(name, new Set(real.map((match) => sentenceOf(tokens, match))));
  }
  return lists;
}

function counts(
  term: CompiledTerm,
  match: Match,
  sorted: SortedMatches,
  tokens: readonly Token[],
  lists: Findings["lists"],
): boolean {
  if (overlaps(match, sorted.ignored) || overlaps(match, sorted.exceptions.get(term.block) ?? []))
    return false;
  const sentence = sentenceOf(tokens, match);
  const isIn = (list: string): boolean => lists.has(list);
  const isNear = (list: string): boolean => lists.get(list)?.has(sentence) === true;
  return (
    (term.needs.length === 0 || term.needs.some(isIn)) &&
    (term.near.length === 0 || term.near.some(isNear)) &&
    !term.unless.some(isIn) &&
    !term.unless_near.some(isNear)
  );
}

const sentenceOf = (tokens: readonly Token[], match: Match): number => tokens[match.from]?.sentence ?? 0;

const overlaps = (match: Match, others: readonly Match[]): boolean =>
  others.some((other) => other.from < match.to && match.from < other.to);

/** Terms over the same words count once, with the heaviest weight: "en alternance" holds "alternance". */
function totalWeight(terms: readonly FoundTerm[]): number {
  const heaviestFirst = [...terms].sort((left, right) => right.term.weight - left.term.weight);
  const taken: Match[] = [];
  let total = 0;
  for (const { term, places } of heaviestFirst) {
    const fresh = places.filter((place) => !overlaps({ pattern: 0, ...place }, taken));
    if (fresh.length === 0) continue;
    taken.push(...fresh.map((place) => ({ pattern: 0, ...place })));
    total += term.weight;
  }
  return total;
}
