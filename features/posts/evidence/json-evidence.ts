import type { EvidenceItem } from "../contract.ts";
import type { EntityGraph } from "../extraction/voyager/entity-graph.ts";
import {
  findLeaf,
  type JsonTarget,
  type Leaf,
  leavesOf,
  targetOfLeaf,
  targetOfStop,
  trailOf,
  type Walk,
  walkPath,
} from "./json-place.ts";
import { findRaw, type Matcher } from "./locate.ts";

/** What has to be marked in a JSON document; `nearby` when the value stood beside the path, not at it. */
export interface JsonFinding {
  targets: JsonTarget[];
  isNearby: boolean;
}

/** Steps above the end of a path that are still the same thing (the actor of an actor's link). */
const mostClimbs = 3;

/** Older answers hold totals elsewhere; the extraction books them under the newer path. */
const otherNames: readonly [string, string][] = [
  ["socialDetail.totalSocialActivityCounts.numLikes", "socialDetail.likes.paging.total"],
  ["socialDetail.totalSocialActivityCounts.numComments", "socialDetail.comments.paging.total"],
  ["socialDetail.totalSocialActivityCounts.numShares", "socialDetail.totalShares"],
  ["socialDetail.totalSocialActivityCounts.", "socialActivityCounts."],
];

/** Finds the raw text of an evidence at its path, or close to it; null when it is not there. */
export function findAtPath(
  root: unknown,
  path: string,
  evidence: EvidenceItem,
  graph: EntityGraph,
): JsonFinding | null {
  const paths = [
    path,
    ...otherNames.filter(([name]) => path.includes(name)).map(([name, other]) => path.replace(name, other)),
  ];
  const walks = paths.map((item) => walkPath(root, item, graph));
  if (evidence.raw.trim() === "") return findEmpty(walks[0]!);
  for (const walk of walks) {
    const found = walk.isComplete ? findIn(walk, 0, evidence.raw, graph) : null;
    if (found !== null) return { targets: found, isNearby: false };
  }
  return findNearby(walks[0]!, evidence.raw, graph);
}

/** An empty list is shown as the place that holds nothing. */
function findEmpty(walk: Walk): JsonFinding | null {
  const last = walk.stops.at(-1)!;
  return walk.stops.length < 2 ? null : { targets: [targetOfStop(last)], isNearby: !walk.isComplete };
}

/** A short number or word may stand anywhere by chance: it counts only at its path. */
function findNearby(walk: Walk, raw: string, graph: EntityGraph): JsonFinding | null {
  if (raw.trim().length < 4) return null;
  for (
    let climbs = walk.isComplete ? 1 : 0;
    climbs <= mostClimbs && climbs < walk.stops.length - 1;
    climbs += 1
  ) {
    const targets = findIn(walk, climbs, raw, graph);
    if (targets !== null) return { targets, isNearby: true };
  }
  return null;
}

function findIn(walk: Walk, climbs: number, raw: string, graph: EntityGraph): JsonTarget[] | null {
  const stop = walk.stops.at(-1 - climbs);
  if (stop === undefined) return null;
  if (typeof stop.value !== "object" || stop.value === null) {
    const text = String(stop.value);
    const range = findRaw(text, raw);
    return range === null ? null : [{ ...targetOfStop(stop), range }];
  }
  const leaves = leavesOf(stop.value, graph);
  const whole = findLeaf(leaves, (text) => findRaw(text, raw));
  return whole === null ? findParts(leaves, raw) : [whole];
}

/** The parts of a value that was joined with spaces (addresses of several pictures, hashtags); all must be there. */
function findParts(leaves: readonly Leaf[], raw: string): JsonTarget[] | null {
  const targets: JsonTarget[] = [];
  for (const part of raw.split(/\s+/).filter((item) => item !== "")) {
    const single = findLeaf(leaves, (text) => findRaw(text, part));
    const found = single === null ? composedOf(leaves, part) : [single];
    if (found === null) return null;
    targets.push(...found);
  }
  return targets.length === 0 ? null : targets;
}

/** LinkedIn writes the address of a picture as `rootUrl` and the path of each rendering. */
function composedOf(leaves: readonly Leaf[], address: string): JsonTarget[] | null {
  const roots = leaves.filter((leaf) => leaf.key === "rootUrl" && address.startsWith(leaf.text));
  const segments = leaves.filter((leaf) => leaf.key === "fileIdentifyingUrlPathSegment");
  for (const root of roots) {
    const segment = segments.find((leaf) => (root.text + leaf.text).startsWith(address));
    if (segment === undefined) continue;
    const trail = trailOf(segment);
    const isOneObject = trail.includes(root.container);
    return [
      isOneObject ? { ...targetOfLeaf(root, null), context: trail[0]!, trail } : targetOfLeaf(root, null),
      targetOfLeaf(segment, null),
    ];
  }
  return null;
}

/** The first place anywhere in a document that holds what is looked for, or all of its parts. */
export function findAnywhere(
  root: unknown,
  search: { match: Matcher; parts: readonly string[] },
  graph: EntityGraph,
): JsonFinding | null {
  const leaves = leavesOf(root, graph);
  const whole = findLeaf(leaves, search.match);
  const targets = whole === null ? findParts(leaves, search.parts.join(" ")) : [whole];
  return targets === null ? null : { targets, isNearby: false };
}
