import type { EvidenceItem, Media, Span } from "../contract.ts";

/** A value one source states, with where exactly it stood. */
export interface Known<T> {
  value: T;
  path: string;
  raw: string;
}

/** A count as stated: exact, or only known to lie between `low` and `high` (both inclusive). */
export interface Count {
  low: number;
  high: number;
  exact: boolean;
}

/** Who wrote a post, as one source says it. */
export interface AuthorFacts {
  name?: Known<string> | undefined;
  kind?: Known<"person" | "company"> | undefined;
  profileUrl?: Known<string> | undefined;
  headline?: Known<string> | undefined;
}

/** What one source says of one post. A field that is missing was not stated. */
export interface Candidate {
  source: EvidenceItem["source"];
  /** Every id of this very post (activity, share, ugcPost), the best first. */
  urns: Known<string>[];
  /** Ids under which the post is also shown (the activity of a like): they group candidates, but are not the post's. */
  aliases: string[];
  permalink?: Known<string>;
  author: AuthorFacts;
  text?: Known<string>;
  /** False when the source is known to cut long texts or to put other things there. */
  textIsWhole: boolean;
  published?: Known<number>;
  /** Relative age as shown ("2w"), when the source shows no absolute date. */
  age?: Known<string>;
  reactions?: Known<Count>;
  comments?: Known<Count>;
  reposts?: Known<Count>;
  /** undefined: this source does not say; null: it shows that there is none. */
  reshared?: Candidate | null;
  mentions?: Known<Span[]>;
  hashtags?: Known<Span[]>;
  media?: Known<Media[]>;
  promoted?: Known<boolean>;
  edited?: Known<boolean>;
  /** The file ended inside this post: what is missing may have stood there. */
  isCut?: boolean;
  /** Why some fields are absent, when more is known than "not_on_page". */
  reasons: Record<string, string>;
  /** Set when the post is not for everybody: it must never be kept. */
  limitedAudience?: string;
}

/** An empty candidate of a source. */
export function emptyCandidate(source: Candidate["source"]): Candidate {
  return { source, urns: [], aliases: [], author: {}, textIsWhole: true, reasons: {} };
}

/** Wraps a value with its evidence, or nothing when there is no value. */
export function known<T>(
  value: T | null | undefined,
  path: string,
  raw?: string | null,
): Known<T> | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  return { value, path, raw: raw ?? String(value) };
}

/** Adds an id to a candidate, once. */
export function addUrn(candidate: Candidate, urn: string | null, path: string, raw: string): void {
  if (urn !== null && !candidate.urns.some((item) => item.value === urn))
    candidate.urns.push({ value: urn, path, raw });
}
