import type { z } from "@hono/zod-openapi";

/** A JSON body with an example, as the description of a route wants it. */
export function body<Schema extends z.ZodType>(schema: Schema, example: z.input<Schema>) {
  return { required: true, content: { "application/json": { schema, example } } };
}
