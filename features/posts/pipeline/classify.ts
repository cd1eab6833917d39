import type { Category, Classification } from "../contract.ts";
import { detectLanguage } from "../extraction/language.ts";
import type { CompiledBlock, CompiledRules } from "../rules/compile-rules.ts";
import { explain, scoreOf } from "./score.ts";
import { readSignals, type Findings } from "./find-terms.ts";
import { tokenise } from "./tokenise.ts";

/** What is known of a post when it is judged. Only the text is needed. */
export interface ClassificationInput {
  text: string;
  /** BCP 47 tag given by the page; detected from the text when absent. */
  language?: string | null;
  author_headline?: string | null;
  author_name?: string | null;
  author_kind?: "person" | "company" | null;
  /** ISO 8601; null or absent means that the age is unknown, never that the post is stale. */
  published_at?: string | null;
  /** Place the source gives ("Genève, Suisse"). */
  place?: string | null;
}

const DAY_MS = 86_400_000;

/**
 * Keeps or rejects one post and says why: the deciding terms with their spans in code points of the original text.
 * Pure: `nowMs` is the present, in milliseconds since the epoch.
 *
 * Rejections are tried in the rule set's order, then the signals a relevant post must show, then the age.
 */
export function classify(input: ClassificationInput, rules: CompiledRules, nowMs: number): Classification {
  const points = Array.from(input.text);
  const findings = readSignals(tokenise(input.text), rules);
  const category = decide(input, rules, findings, nowMs);
  const isKept = category === "relevant";
  return {
    verdict: isKept ? "kept" : "rejected",
    category,
    score: scoreOf(rules, findings, category),
    terms: withOrigin(explain(rules, findings, category, points, input), input, rules, findings, category),
  };
}

/** A post that is foreign by its place or language holds no word that says so. */
function withOrigin(
  terms: Classification["terms"],
  input: ClassificationInput,
  rules: CompiledRules,
  findings: Findings,
  category: Category,
): Classification["terms"] {
  if (category !== "external" || terms.length > 0) return terms;
  const term = isForeignPlace(input, rules)
    ? `place: ${input.place}`
    : `language: ${languageOf(input, findings)}`;
  return [{ term, category, weight: 1, spans: [] }];
}

function decide(
  input: ClassificationInput,
  rules: CompiledRules,
  findings: Findings,
  nowMs: number,
): Category {
  for (const category of rules.order) {
    if (isRejected(input, rules, findings, category)) return category;
  }
  for (const signal of rules.signals) {
    if (!reaches(findings, signal) && signal.missing !== null)
      return isEmpty(findings) ? "other" : signal.missing;
  }
  return isStale(input, rules, nowMs) ? "stale" : "relevant";
}

function isRejected(
  input: ClassificationInput,
  rules: CompiledRules,
  findings: Findings,
  category: Category,
): boolean {
  const block = rules.rejections.get(category);
  if (block !== undefined && reaches(findings, block)) return true;
  if (rules.authors.some((entry) => entry.category === category && authorMatches(entry.matcher, input)))
    return true;
  return (
    category === "external" && (isForeignLanguage(input, rules, findings) || isForeignPlace(input, rules))
  );
}

const reaches = (findings: Findings, block: CompiledBlock): boolean =>
  (findings.weights.get(block.name) ?? 0) >= block.threshold - 1e-9;

/** Too few words to say what the post is about. */
const isEmpty = (findings: Findings): boolean => wordCount(findings) < 2;

const wordCount = (findings: Findings): number =>
  findings.tokens.filter((token) => /\p{L}/u.test(token.word)).length;

function authorMatches(matcher: CompiledRules["matcher"], input: ClassificationInput): boolean {
  return [input.author_name, input.author_headline].some(
    (field) => field != null && matcher.find(tokenise(field)).length > 0,
  );
}

function isForeignLanguage(input: ClassificationInput, rules: CompiledRules, findings: Findings): boolean {
  if (rules.languages === null) return false;
  if (rules.languageProof.some((list) => findings.lists.has(list))) return false;
  const language = languageOf(input, findings);
  return language !== null && !rules.languages.includes(language);
}

/** Fewer words than this may be an offer in either language: "Legal Counsel, CDI, Paris". */
const MIN_WORDS_FOR_LANGUAGE = 7;

/** The language given, else the detected one. Doubt never makes a post foreign: null for a short text or an unsure detector. */
function languageOf(input: ClassificationInput, findings: Findings): string | null {
  const given = input.language?.toLowerCase().split(/[-_]/u)[0] ?? "";
  if (given !== "" && given !== "und") return given;
  return wordCount(findings) < MIN_WORDS_FOR_LANGUAGE ? null : detectLanguage(input.text).language;
}

function isForeignPlace(input: ClassificationInput, rules: CompiledRules): boolean {
  if (rules.place === null || input.place == null) return false;
  const tokens = tokenise(input.place);
  return rules.place.foreign.find(tokens).length > 0 && rules.place.home.find(tokens).length === 0;
}

function isStale(input: ClassificationInput, rules: CompiledRules, nowMs: number): boolean {
  if (rules.maxAgeDays === null || input.published_at == null) return false;
  const publishedMs = Date.parse(input.published_at);
  return Number.isFinite(publishedMs) && nowMs - publishedMs > rules.maxAgeDays * DAY_MS;
}
