import { z } from "@hono/zod-openapi";
import { HttpProblem } from "@millrace/platform/api";

/** What the routes of Operate have in common. */

/** Their heading in the API's description. */
export const tags = ["Operate"];

/** A path parameter that names a thing: a run, a queue, a host. */
export function namedParameter(name: string) {
  return z
    .string()
    .min(1)
    .max(300)
    .openapi({ param: { name, in: "path" } });
}

/** Where a run is read. */
export function runAddress(runId: string): string {
  return `/api/v1/runs/${encodeURIComponent(runId)}`;
}

/** 404 for a thing that is not there; `list` is the address of those that are. */
export function unknownThing(kind: string, name: string, list: string): HttpProblem {
  return new HttpProblem(404, `${kind.replaceAll(" ", "_")}_not_found`, `There is no ${kind} ${name}.`, {
    action: `See GET /api/v1${list} for those there are.`,
  });
}

/** `limit` and `cursor` as the engine takes them. */
export function pageOf({ limit, cursor }: { limit: number; cursor?: string | undefined }): {
  limit: number;
  cursor?: string;
} {
  return cursor === undefined ? { limit } : { limit, cursor };
}

/** The object without the members that are undefined, for filters where "left out" means any. */
export function definedOnly<Shape extends object>(
  values: Shape,
): { [Key in keyof Shape]?: NonNullable<Shape[Key]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Shape]?: NonNullable<Shape[Key]>;
  };
}
