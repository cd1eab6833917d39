import type { EntityGraph } from "../extraction/voyager/entity-graph.ts";
import type { Matcher, Range } from "./locate.ts";

type Container = Record<string, unknown>;

/** A value inside a JSON document that has to be marked: all of it, or a range of its string. */
export interface JsonTarget {
  container: Container;
  key: string;
  range: Range | null;
  /** The object to show around it. */
  context: Container;
  /** Containers from the context down to `container`. */
  trail: Container[];
}

/** One object that a path runs through; `parent` is null where the path jumped to an entity by reference. */
interface Stop {
  value: unknown;
  key: string;
  parent: Container | null;
}

/** Where a path leads: all stops on the way, and whether its end was reached. */
export interface Walk {
  stops: Stop[];
  isComplete: boolean;
}

const mostLeaves = 400_000;
/** Containers shown above a marked value at most. */
const contextLevels = 3;

export function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

/**
 * Follows a path as the extraction writes it (`data.*elements[0].actor.name.text`) from a root value. Keys may contain
 * dots; references (`*field`, urns) are followed as the extraction follows them. Stops where the path breaks.
 */
export function walkPath(root: unknown, path: string, graph: EntityGraph): Walk {
  const stops: Stop[] = [{ value: root, key: "$", parent: null }];
  let rest = path;
  while (rest !== "") {
    const here = entityOr(stops.at(-1)!.value, graph);
    const step = isContainer(here) ? stepOf(here, rest, graph) : null;
    if (step === null) return { stops, isComplete: false };
    stops.push(step.stop);
    rest = step.rest;
  }
  return { stops, isComplete: true };
}

function entityOr(value: unknown, graph: EntityGraph): unknown {
  return typeof value === "string" ? graph.get(value) : value;
}

function stepOf(here: Container, rest: string, graph: EntityGraph): { stop: Stop; rest: string } | null {
  const index = /^\[(\d+)\]/.exec(rest);
  if (index !== null) return indexStep(here, index[1]!, rest.slice(index[0].length));
  const tail = rest.startsWith(".") ? rest.slice(1) : rest;
  const holder = Array.isArray(here) && isContainer(here[0]) ? here[0] : here;
  const key = longestKey(holder, tail);
  if (key !== null)
    return { stop: { value: holder[key], key, parent: holder }, rest: tail.slice(key.length) };
  const name = /^[^.[]*/.exec(tail)![0];
  const followed = name === "" ? null : graph.follow(holder, name);
  return followed === null
    ? null
    : { stop: { value: followed, key: name, parent: null }, rest: tail.slice(name.length) };
}

/** A list of one is often written without its list. */
function indexStep(here: Container, index: string, rest: string): { stop: Stop; rest: string } | null {
  if (!Array.isArray(here))
    return index === "0" ? { stop: { value: here, key: "0", parent: null }, rest } : null;
  return Object.hasOwn(here, index) ? { stop: { value: here[index], key: index, parent: here }, rest } : null;
}

function longestKey(here: Container, tail: string): string | null {
  const simple = /^[^.[]*/.exec(tail)![0];
  const own = Object.hasOwn(here, simple) ? simple : null;
  if (own === tail || Array.isArray(here)) return own;
  const fitting = Object.keys(here).filter(
    (key) => tail.startsWith(key) && /^(?:$|[.[])/.test(tail.slice(key.length)),
  );
  return fitting.reduce((best, key) => (key.length > (best?.length ?? -1) ? key : best), own);
}

/** The stop itself as a target; an entity reached by reference is shown under the name it was reached by. */
export function targetOfStop(stop: Stop): JsonTarget {
  const container: Container = stop.parent ?? { [stop.key]: stop.value };
  return { container, key: stop.key, range: null, context: container, trail: [container] };
}

/** A string, number or flag inside a scope. */
export interface Leaf {
  container: Container;
  key: string;
  text: string;
  /** The container around each container of the same scope; null at its top. */
  parents: ReadonlyMap<Container, Container | null>;
}

/** All leaves under a scope, the outer ones first; references are followed once each. */
export function leavesOf(scope: unknown, graph: EntityGraph): Leaf[] {
  const parents = new Map<Container, Container | null>();
  const leaves: Leaf[] = [];
  const waiting: Container[] = [];
  const meet = (value: Container, parent: Container | null) => {
    if (parents.has(value)) return;
    parents.set(value, parent);
    waiting.push(value);
  };
  if (isContainer(scope)) meet(scope, null);
  for (let at = 0; at < waiting.length && leaves.length < mostLeaves; at += 1) {
    const container = waiting[at]!;
    for (const [key, value] of Object.entries(container)) {
      if (isContainer(value)) meet(value, container);
      else if (isScalar(value)) leaves.push({ container, key, text: String(value), parents });
      const entity = isUrn(value) ? graph.get(value) : null;
      if (entity !== null) meet(entity, null);
    }
  }
  return leaves;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isUrn(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("urn:");
}

/** The containers around a leaf, the outermost shown first. */
export function trailOf({ container, parents }: Leaf): Container[] {
  const trail = [container];
  let parent = parents.get(container) ?? null;
  while (parent !== null && trail.length < contextLevels) {
    trail.unshift(parent);
    parent = parents.get(parent) ?? null;
  }
  return trail;
}

export function targetOfLeaf(leaf: Leaf, range: Range | null): JsonTarget {
  const trail = trailOf(leaf);
  return { container: leaf.container, key: leaf.key, range, context: trail[0]!, trail };
}

/** The leaf a matcher covers wholly, else the first it covers in part. */
export function findLeaf(leaves: readonly Leaf[], match: Matcher): JsonTarget | null {
  let partial: { leaf: Leaf; range: Range } | null = null;
  for (const leaf of leaves) {
    const range = match(leaf.text);
    if (range === null) continue;
    if (range.end - range.start === leaf.text.length) return targetOfLeaf(leaf, range);
    if (partial === null && range.end - range.start >= 4) partial = { leaf, range };
  }
  return partial === null ? null : targetOfLeaf(partial.leaf, partial.range);
}
