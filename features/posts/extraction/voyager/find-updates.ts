import { isObject, type JsonObject } from "../json-access.ts";
import type { EntityGraph } from "./entity-graph.ts";

/** An update (post) found in an answer, with its path. */
export interface FoundUpdate {
  update: JsonObject;
  path: string;
}

const updateType = /\.(?:feed\.render\.UpdateV2|dash\.feed\.Update|feed\.Update)$/;
const maxDepth = 40;

/** Whether an object is a post as the feed shows it: an actor, and something said or shown. */
export function isUpdate(value: JsonObject): boolean {
  if (typeof value.$type === "string" && value.$type.startsWith("com.linkedin."))
    return updateType.test(value.$type);
  const says = [
    "commentary",
    "content",
    "resharedUpdate",
    "*resharedUpdate",
    "socialDetail",
    "*socialDetail",
  ].some((key) => value[key] !== undefined);
  const identified = ["updateMetadata", "metadata", "entityUrn", "urn", "socialContent"].some(
    (key) => isObject(value[key]) || typeof value[key] === "string",
  );
  return isObject(value.actor) && says && identified;
}

const unionKey = /\.(?:feed\.render\.UpdateV2|dash\.feed\.Update)$/;

/** The update inside a union (`{"com.linkedin…UpdateV2": {…}}`), or the object itself. */
export function unwrapUnion(value: JsonObject): JsonObject {
  const key = Object.keys(value).find((name) => unionKey.test(name));
  const inner = key === undefined ? undefined : value[key];
  return isObject(inner) ? inner : value;
}

/** Decorated feeds wrap an update into an element that carries its id and address: the update takes them over. */
function unwrapElement(element: JsonObject): JsonObject | null {
  const union = isObject(element.value) ? element.value : element;
  const inner = unwrapUnion(union);
  if (inner === union) return null;
  const { urn, entityUrn, permalink, isSponsored } = element;
  return { urn, entityUrn, permalink, isSponsored, ...inner };
}

/**
 * All posts of the answers in the order the feed lists them; posts that others reshare are left out (they are told
 * inside the outer post), and so is every comment.
 */
export function findUpdates(
  answers: readonly { value: unknown; path: string }[],
  graph: EntityGraph,
): FoundUpdate[] {
  const search = new Search(graph);
  for (const answer of answers) search.walk(answer.value, answer.path, 0);
  return search.finish();
}

class Search {
  private readonly found = new Map<JsonObject, string>();
  private readonly later = new Map<JsonObject, string>();
  private readonly inner = new Set<JsonObject>();
  private readonly graph: EntityGraph;

  constructor(graph: EntityGraph) {
    this.graph = graph;
  }

  walk(value: unknown, path: string, depth: number): void {
    if (depth > maxDepth) return;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.walk(item, `${path}[${index}]`, depth + 1);
    } else if (typeof value === "string") {
      this.reference(value, path);
    } else if (isObject(value)) {
      this.object(value, path, depth);
    }
  }

  finish(): FoundUpdate[] {
    for (const [update, path] of this.later)
      if (!this.found.has(update) && !this.inner.has(update)) this.found.set(update, path);
    return [...this.found].map(([update, path]) => ({ update, path }));
  }

  /** Feed lists name their posts by urn; those come first and in that order. */
  private reference(urn: string, path: string): void {
    if (!urn.startsWith("urn:li:fs")) return;
    const entity = this.graph.get(urn);
    if (entity !== null && isUpdate(entity)) this.take(entity, path, this.found);
  }

  private object(value: JsonObject, path: string, depth: number): void {
    const update = unwrapElement(value) ?? (isUpdate(value) ? value : null);
    if (update !== null) {
      this.take(update, path, this.found);
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      if (key === "included" && Array.isArray(item)) this.included(item, `${path}.included`);
      else if (!/comment/i.test(key)) this.walk(item, `${path}.${key}`, depth + 1);
    }
  }

  private included(entities: readonly unknown[], path: string): void {
    for (const [index, entity] of entities.entries())
      if (isObject(entity) && isUpdate(entity)) this.take(entity, `${path}[${index}]`, this.later);
  }

  private take(update: JsonObject, path: string, into: Map<JsonObject, string>): void {
    if (!into.has(update)) into.set(update, path);
    const reshared = this.graph.follow(update, "resharedUpdate");
    if (reshared !== null) this.inner.add(unwrapUnion(reshared));
  }
}
