import type { Candidate } from "./candidate.ts";

/**
 * Puts together what different sources say of the same post: candidates that share an id or an address. Candidates
 * without any join the only group there is. Posts of limited audience are taken out with everything said about them.
 */
export function groupCandidates(candidates: readonly Candidate[]): {
  groups: Candidate[][];
  limited: string[];
} {
  const index = new GroupIndex();
  const rest: Candidate[] = [];
  for (const candidate of candidates) {
    if (keysOf(candidate).length === 0) rest.push(candidate);
    else index.add(candidate);
  }
  const groups = index.groups();
  for (const candidate of withoutRepeats(rest)) placeKeyless(groups, candidate);
  const limited = groups.flatMap(
    (group) => group.find((candidate) => candidate.limitedAudience !== undefined)?.limitedAudience ?? [],
  );
  const kept = groups.filter(
    (group) =>
      group.every((candidate) => candidate.limitedAudience === undefined) &&
      group.some((candidate) => candidate.source !== "url"),
  );
  return { groups: kept.map(onePerSource), limited };
}

/** Server-driven pages hold the same post up to three times, without any id: same author, same words. */
function withoutRepeats(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter((candidate) => {
    const words = wordsOf(candidate);
    const isRepeat = candidate.source === "dom" && words !== null && seen.has(words);
    if (words !== null) seen.add(words);
    return !isRepeat;
  });
}

function wordsOf(candidate: Candidate): string | null {
  const words = candidate.text?.value ?? candidate.reshared?.text?.value;
  return words === undefined ? null : `${candidate.source}|${candidate.author.name?.value}|${words}`;
}

function keysOf(candidate: Candidate): string[] {
  const keys = [...candidate.urns.map((urn) => urn.value), ...candidate.aliases];
  return candidate.permalink === undefined ? keys : [...keys, candidate.permalink.value];
}

/** Groups by key; a candidate that knows keys of several groups joins those into one. */
class GroupIndex {
  private readonly byKey = new Map<string, Candidate[]>();
  private readonly all = new Set<Candidate[]>();

  add(candidate: Candidate): void {
    const keys = keysOf(candidate);
    const matching = new Set(
      keys.flatMap((key) => this.byKey.get(key) ?? []).map((member) => this.homeOf(member)),
    );
    const [home = this.open(), ...others] = matching;
    home.push(candidate);
    for (const other of others) this.merge(home, other);
    for (const key of keys) this.byKey.set(key, home);
  }

  groups(): Candidate[][] {
    return [...this.all];
  }

  private homeOf(member: Candidate): Candidate[] {
    return this.byKey.get(keysOf(member)[0]!)!;
  }

  private open(): Candidate[] {
    const group: Candidate[] = [];
    this.all.add(group);
    return group;
  }

  private merge(home: Candidate[], other: Candidate[]): void {
    home.push(...other);
    for (const member of other) for (const key of keysOf(member)) this.byKey.set(key, home);
    this.all.delete(other);
  }
}

/** A second structured-data block without id on a page of one post (its video, its picture) is about that post. */
function placeKeyless(groups: Candidate[][], candidate: Candidate): void {
  const open = groups.filter((group) => group.every((member) => member.source !== candidate.source));
  const home = groups.length === 1 ? open[0] : undefined;
  const repeats = candidate.source === "json-ld" && groups.length === 1 && home === undefined;
  if (repeats) return;
  if (home === undefined || !fits(home, candidate)) groups.push([candidate]);
  else home.push(candidate);
}

/** A candidate without id joins only when no name speaks against it. */
function fits(group: readonly Candidate[], candidate: Candidate): boolean {
  const name = candidate.author.name?.value;
  return group.every(
    (member) => member.author.name === undefined || name === undefined || member.author.name.value === name,
  );
}

/** The same post may stand several times in one source (two API answers, a repeated card): the fullest one speaks. */
function onePerSource(group: readonly Candidate[]): Candidate[] {
  const bySource = new Map<Candidate["source"], Candidate>();
  for (const candidate of group) {
    const held = bySource.get(candidate.source);
    if (held === undefined || richness(candidate) > richness(held)) bySource.set(candidate.source, candidate);
  }
  return [...bySource.values()];
}

function richness(candidate: Candidate): number {
  const parts = [
    candidate.text,
    candidate.author.name,
    candidate.author.profileUrl,
    candidate.reactions,
    candidate.comments,
    candidate.reposts,
    candidate.age,
    candidate.reshared ?? undefined,
  ];
  return parts.filter((part) => part !== undefined).length;
}
