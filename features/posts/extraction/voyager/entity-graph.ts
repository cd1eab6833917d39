import { isObject, type JsonObject } from "../json-access.ts";

/**
 * One API answer in either shape. Normalised answers keep entities in `included` and refer to them by `*field` (or
 * `*fields`) with urns; decorated answers nest them. `follow` hides the difference.
 */
export class EntityGraph {
  private readonly byUrn = new Map<string, JsonObject>();

  /** Adds the entities of an answer; several answers of one page may refer to each other. */
  add(answer: unknown): void {
    const included = isObject(answer) ? answer.included : undefined;
    for (const entity of Array.isArray(included) ? (included as unknown[]) : []) {
      if (!isObject(entity)) continue;
      for (const key of ["entityUrn", "dashEntityUrn", "$id"]) {
        const urn = entity[key];
        if (typeof urn === "string" && !this.byUrn.has(urn)) this.byUrn.set(urn, entity);
      }
    }
  }

  get(urn: unknown): JsonObject | null {
    return typeof urn === "string" ? (this.byUrn.get(urn) ?? null) : null;
  }

  /** The object under `key`, nested or referred to. */
  follow(from: unknown, key: string): JsonObject | null {
    if (!isObject(from)) return null;
    const nested = from[key];
    if (isObject(nested)) return nested;
    return this.get(from[`*${key}`]) ?? this.get(nested);
  }

  /** The urn under `key`, when it is only referred to. */
  reference(from: unknown, key: string): string | null {
    if (!isObject(from)) return null;
    const urn = from[`*${key}`] ?? from[key];
    return typeof urn === "string" ? urn : null;
  }

  entities(): Iterable<JsonObject> {
    return new Set(this.byUrn.values());
  }
}
