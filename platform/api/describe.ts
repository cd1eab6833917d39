import { z } from "@hono/zod-openapi";
import { problemDetails } from "./problem.ts";

/** `limit` and `cursor` of every paged list. */
export const pageParameters = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .openapi({ description: "Items per page", example: 50 }),
  cursor: z
    .string()
    .max(500)
    .optional()
    .openapi({ description: "next_cursor of the page before; left out for the first page" }),
});

/** A JSON answer in the OpenAPI description of a route. */
export function jsonAnswer<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A problem answer in the OpenAPI description of a route. */
export function problemAnswer(description: string) {
  return { description, content: { "application/problem+json": { schema: problemDetails } } };
}

/** Problems any operation may answer with. */
export const answers = {
  badRequest: problemAnswer("A parameter or the body is not valid; `field` names it"),
  notFound: problemAnswer("There is no such thing"),
  conflict: problemAnswer("Not possible in the thing's present state"),
} as const;
