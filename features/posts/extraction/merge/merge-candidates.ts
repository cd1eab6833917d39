import type { ExtractedPost, Media, ResharedPost } from "../../contract.ts";
import type { Candidate } from "../candidate.ts";
import { detectLanguage } from "../language.ts";
import { kindOfProfile, permalinkOfUrn } from "../linkedin-url.ts";
import { canonicalUrn } from "../urn.ts";
import { mergeCount } from "./merge-count.ts";
import { mergeSpans } from "./merge-spans.ts";
import { mergeText } from "./merge-text.ts";
import { mergePublished } from "./merge-time.ts";
import { trustOf } from "./trust.ts";
import { absent, agree, decided, evidenceOf, type Statement, statements, type Verdict } from "./verdict.ts";

/** Evidence, trust and reasons while a post is put together. */
class Ledger {
  readonly evidence: ExtractedPost["evidence"] = {};
  readonly trust: ExtractedPost["trust"] = {};
  readonly unknown: ExtractedPost["unknown"] = {};
  private readonly prefix: string;

  constructor(prefix = "") {
    this.prefix = prefix;
  }

  /** Books a verdict under a field name and gives its value. */
  book<T>(field: string, verdict: Verdict<T>): T | null {
    const key = this.prefix + field;
    if (verdict.value === null) {
      this.unknown[key] = "reason" in verdict ? verdict.reason : "not_on_page";
      return null;
    }
    if ("evidence" in verdict) {
      this.evidence[key] = verdict.evidence;
      this.trust[key] = verdict.trust;
    }
    return verdict.value;
  }

  take(other: Ledger): void {
    Object.assign(this.evidence, other.evidence);
    Object.assign(this.trust, other.trust);
    Object.assign(this.unknown, other.unknown);
  }
}

export interface MergeOptions {
  sourceFile: string;
  /** When the page was saved, in ms; null when unknown. */
  savedAtMs: number | null;
}

/** One post out of everything the sources say about it. */
export function mergeCandidates(candidates: readonly Candidate[], options: MergeOptions): ExtractedPost {
  const ledger = new Ledger();
  const reshared = mergeReshared(candidates, options, ledger);
  const core = mergeCore(candidates, options, ledger);
  const text = core.text ?? "";
  const spansOf = (field: "mentions" | "hashtags") => {
    const merged = mergeSpans(candidates, field, text);
    if (merged.evidence !== null) Object.assign(ledger.evidence, { [field]: merged.evidence });
    if (merged.evidence !== null) Object.assign(ledger.trust, { [field]: merged.trust });
    return merged.spans;
  };
  const mentions = spansOf("mentions");
  const hashtags = spansOf("hashtags");
  return {
    urn: core.urn,
    permalink: core.permalink,
    author: core.author,
    text: core.text,
    published_at: core.published_at,
    language: ledger.book(
      "language",
      languageOf(
        core.text,
        [...mentions, ...hashtags].map((span) => span.text),
      ),
    ),
    reactions: ledger.book("reactions", mergeCount(candidates, "reactions")),
    comments: ledger.book("comments", mergeCount(candidates, "comments")),
    reposts: ledger.book("reposts", mergeCount(candidates, "reposts")),
    reshared,
    mentions,
    hashtags,
    media: bookMedia(ledger, candidates) ?? [],
    is_promoted: ledger.book("is_promoted", mergeFlag(candidates, "promoted")),
    edited: ledger.book("edited", mergeFlag(candidates, "edited")),
    evidence: ledger.evidence,
    trust: ledger.trust,
    unknown: ledger.unknown,
    source_file: options.sourceFile,
  };
}

/** The fields that outer and reshared posts have in common. */
function mergeCore(candidates: readonly Candidate[], options: MergeOptions, ledger: Ledger) {
  const urn = ledger.book("urn", mergeUrn(candidates));
  const textReason =
    candidates.map((candidate) => candidate.reasons.text).find((reason) => reason !== undefined) ??
    "not_on_page";
  return {
    urn,
    permalink: ledger.book("permalink", mergePermalink(candidates, urn)),
    author: mergeAuthor(candidates, ledger),
    text: ledger.book("text", mergeText(candidates, textReason)),
    published_at: ledger.book("published_at", mergePublished(candidates, urn, options.savedAtMs)),
  };
}

function mergeReshared(
  candidates: readonly Candidate[],
  options: MergeOptions,
  ledger: Ledger,
): ResharedPost | null {
  const inner = candidates.flatMap((candidate) => candidate.reshared ?? []);
  const limited = inner.find((candidate) => candidate.limitedAudience !== undefined);
  if (limited !== undefined) ledger.unknown.reshared = "limited_audience";
  if (inner.length === 0 || limited !== undefined) return null;
  const innerLedger = new Ledger("reshared.");
  const core = mergeCore(inner, options, innerLedger);
  const media = bookMedia(innerLedger, inner);
  ledger.take(innerLedger);
  return media === null ? core : { ...core, media };
}

function mergeUrn(candidates: readonly Candidate[]): Verdict<string> {
  const items = candidates.flatMap((candidate) =>
    candidate.urns.map((urn) => ({ ...urn, source: candidate.source })),
  );
  const canonical = canonicalUrn(items.map((item) => item.value));
  const agreeing = items.filter((item) => item.value === canonical);
  const chosen = agreeing[0];
  if (canonical === null || chosen === undefined) return absent("not_on_page");
  const activities = new Set(
    items.filter((item) => item.value.startsWith("urn:li:activity:")).map((item) => item.value),
  );
  if (activities.size > 1) return absent(`conflict:${[...activities].join("|")}`);
  return decided(canonical, chosen, agreeing);
}

function mergePermalink(candidates: readonly Candidate[], urn: string | null): Verdict<string> {
  const items = statements(candidates, (candidate) => candidate.permalink);
  const chosen = items.find((item) => !item.value.includes("/feed/update/"));
  if (chosen !== undefined)
    return decided(
      chosen.value,
      chosen,
      items.filter((item) => item.value === chosen.value),
    );
  if (urn !== null)
    return {
      value: permalinkOfUrn(urn),
      evidence: { source: "id", path: "urn", raw: urn },
      trust: trustOf(["id"]),
    };
  return items[0] === undefined ? absent("not_on_page") : decided(items[0].value, items[0], items);
}

function mergeAuthor(candidates: readonly Candidate[], ledger: Ledger) {
  const profileUrl = ledger.book(
    "author.profile_url",
    agree(
      statements(candidates, (candidate) => candidate.author.profileUrl),
      (a, b) => a.toLowerCase() === b.toLowerCase(),
      preferNamed,
    ),
  );
  const kinds = statements(candidates, (candidate) => candidate.author.kind);
  const kindByUrl = profileUrl === null ? null : kindOfProfile(profileUrl);
  const headlineReason = candidates
    .map((candidate) => candidate.reasons["author.headline"])
    .find((reason) => reason !== undefined);
  return {
    name: ledger.book(
      "author.name",
      agree(
        statements(candidates, (candidate) => candidate.author.name),
        sameLine,
        settleName,
      ),
    ),
    kind: ledger.book(
      "author.kind",
      agree(
        kinds,
        (a, b) => a === b,
        (items) => items.find((item) => item.value === kindByUrl) ?? null,
      ),
    ),
    profile_url: profileUrl,
    headline: ledger.book(
      "author.headline",
      agree(
        statements(candidates, (candidate) => candidate.author.headline),
        sameLine,
        settleHeadline,
        headlineReason,
      ),
    ),
  };
}

/** An address with a name beats the same profile's address with a number or member id. */
function preferNamed(items: readonly Statement<string>[]): Statement<string> | null {
  const named = items.filter((item) => !/\/(?:\d+|ACoAA[\w-]+)$/.test(item.value));
  const first = named[0];
  return first !== undefined &&
    named.length < items.length &&
    named.every((item) => item.value === first.value)
    ? first
    : null;
}

function sameLine(a: string, b: string): boolean {
  const squeeze = (text: string) => text.normalize("NFC").replaceAll(/\s+/g, " ").trim();
  return squeeze(a) === squeeze(b);
}

/** One name inside the other: a page adds pronouns or cuts; the most trusted source is believed. */
function settleName(items: readonly Statement<string>[]): Statement<string> | null {
  const first = items[0]!;
  return items.every((item) => item.value.includes(first.value) || first.value.includes(item.value))
    ? first
    : null;
}

/** A headline that begins another was cut for display. */
function settleHeadline(items: readonly Statement<string>[]): Statement<string> | null {
  const longest = items.reduce((best, item) => (item.value.length > best.value.length ? item : best));
  return items.every((item) => longest.value.startsWith(item.value.replace(/(?:…|\.\.\.)$/, "")))
    ? longest
    : null;
}

/** One sure sign is enough for true; API answers are believed before markup. */
function mergeFlag(candidates: readonly Candidate[], field: "promoted" | "edited"): Verdict<boolean> {
  const items = statements(candidates, (candidate) => candidate[field]);
  return agree(
    items,
    (a, b) => a === b,
    (all) => all.find((item) => item.value) ?? null,
  );
}

/** An empty list is a fact, not an unknown. */
function bookMedia(ledger: Ledger, candidates: readonly Candidate[]): Media[] | null {
  const verdict = mergeMedia(candidates);
  return verdict.value === null ? null : ledger.book("media", verdict);
}

/** Markup and API list all media; JSON-LD knows one picture at most. */
function mergeMedia(candidates: readonly Candidate[]): Verdict<Media[]> {
  const items = statements(candidates, (candidate) => candidate.media);
  const chosen =
    items.find((item) => item.source === "embedded-json" && item.value.length > 0) ??
    items.find((item) => item.source === "dom") ??
    items.find((item) => item.value.length > 0);
  if (chosen === undefined || chosen.value.length === 0) return absent("none_on_page");
  return {
    value: chosen.value,
    evidence: evidenceOf(chosen),
    trust: trustOf(items.filter((item) => item.value.length > 0).map((item) => item.source)),
  };
}

function languageOf(text: string | null, marked: readonly string[]): Verdict<string> {
  if (text === null) return absent("no_text");
  const detection = detectLanguage(text, marked);
  if (detection.language === null) return absent(detection.reason);
  return {
    value: detection.language,
    evidence: { source: "detector", path: "text", raw: detection.sample.slice(0, 500) },
    trust: detection.trust,
  };
}
