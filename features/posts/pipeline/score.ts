import type { Category, Classification, Span } from "../contract.ts";
import type { CompiledRules } from "../rules/compile-rules.ts";
import type { ClassificationInput } from "./classify.ts";
import type { Findings, FoundTerm } from "./find-terms.ts";
import { tokenise } from "./tokenise.ts";

/** Weight at which more evidence hardly moves the score any more. */
const SATURATION = 2;

/** 0..1: at least 0.5 exactly for kept posts, so that one number sorts kept before rejected. */
export function scoreOf(rules: CompiledRules, findings: Findings, category: Category): number {
  const shares = rules.signals.map((signal) =>
    Math.min(1, (findings.weights.get(signal.name) ?? 0) / (signal.threshold * SATURATION)),
  );
  const evidence = shares.length === 0 ? 1 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const score =
    category === "relevant"
      ? 0.5 + evidence / 2
      : evidence * (isMissingOnly(rules, findings, category) ? 0.49 : 0.25);
  return Math.round(score * 1000) / 1000;
}

const isMissingOnly = (rules: CompiledRules, findings: Findings, category: Category): boolean =>
  category === "stale" || (findings.weights.get(category) ?? 0) === 0;

/** The terms that decided: those of the category given, or what was there when something else was missing or the post too old. */
export function explain(
  rules: CompiledRules,
  findings: Findings,
  category: Category,
  points: readonly string[],
  input: ClassificationInput,
): Classification["terms"] {
  const own = findings.found.get(category) ?? [];
  const author = authorTerms(rules, category, input);
  const isByAbsence =
    category === "relevant" ||
    category === "stale" ||
    rules.signals.some((signal) => signal.missing === category);
  const signals = isByAbsence ? rules.signals.flatMap((signal) => findings.found.get(signal.name) ?? []) : [];
  const deciding = own.length > 0 || author.length > 0 ? own : signals;
  return [
    ...withoutRepeats(withoutContained(deciding).map((found) => describe(found, findings, points))),
    ...author,
  ];
}

/** Terms found in the author's name or headline have no span in the text. */
function authorTerms(
  rules: CompiledRules,
  category: Category,
  input: ClassificationInput,
): Classification["terms"] {
  const matchers = rules.authors.filter((entry) => entry.category === category).map((entry) => entry.matcher);
  const fields = [input.author_name, input.author_headline].filter((field) => field != null);
  const words = fields.flatMap((field) => {
    const tokens = tokenise(field);
    const points = Array.from(field);
    return matchers.flatMap((matcher) =>
      matcher
        .find(tokens)
        .map((match) => points.slice(tokens[match.from]?.start, tokens[match.to - 1]?.end).join("")),
    );
  });
  return [...new Set(words)].map((term) => ({ term, category, weight: 1, spans: [] }));
}

/** Drops a term whose every place lies inside a place of a longer one: shorter explanations read better. */
function withoutContained(terms: readonly FoundTerm[]): FoundTerm[] {
  const isInside = (place: FoundTerm["places"][number], others: readonly FoundTerm[]): boolean =>
    others.some((other) =>
      other.places.some(
        (wide) =>
          wide.from <= place.from && place.to <= wide.to && wide.to - wide.from > place.to - place.from,
      ),
    );
  return terms.filter((found) => !found.places.every((place) => isInside(place, terms)));
}

const PATTERN_SIGNS = /[@<*|?^~=]/u;

function describe(
  found: FoundTerm,
  findings: Findings,
  points: readonly string[],
): Classification["terms"][number] {
  const places = found.places.filter(
    (place) => !found.places.some((wide) => wide !== place && wide.from <= place.from && place.to <= wide.to),
  );
  const spans = places.map((place) => spanOf(place, findings, points));
  const { term, category, weight } = found.term;
  // A pattern with signs of the rule language is shown as the words it found.
  const readable = PATTERN_SIGNS.test(term) ? (spans[0]?.text ?? term).replace(/\s+/gu, " ") : term;
  return { term: readable, category, weight, spans };
}

/** Two patterns that found the same words explain nothing more than one. */
function withoutRepeats(terms: Classification["terms"]): Classification["terms"] {
  const heaviest = new Map<string, Classification["terms"][number]>();
  for (const term of terms) {
    const key = `${term.category} ${term.term.toLowerCase()}`;
    const known = heaviest.get(key);
    if (known === undefined || known.weight < term.weight) heaviest.set(key, term);
  }
  return [...heaviest.values()];
}

function spanOf(place: FoundTerm["places"][number], findings: Findings, points: readonly string[]): Span {
  const start = findings.tokens[place.from]?.start ?? 0;
  const end = findings.tokens[place.to - 1]?.end ?? start;
  return { start, length: end - start, text: points.slice(start, end).join("") };
}
