import { z } from "@hono/zod-openapi";
import { operation, answers, jsonAnswer, pageParameters, type Api } from "@millrace/platform/api";
import * as contract from "../../contract.ts";
import type { ServerContext } from "../../context.ts";
import { toDeadLetter, toDeadLetterDetail, toDeadLetterKind } from "./dead-letter-view.ts";
import { definedOnly, namedParameter, tags, unknownThing } from "./route-parts.ts";

type Context = Pick<ServerContext, "engine">;

const letterFilter = pageParameters.extend({
  workflow: z.string().max(100).optional().openapi({ description: "See GET /workflows" }),
  kind: z.string().max(300).optional().openapi({ description: "See GET /dead-letters/kinds" }),
  search: z.string().max(200).optional().openapi({ description: "Part of a run's id, or of its message" }),
});

/** Looking at the runs that gave up and wait for a person. */
export function addDeadLetterReading(api: Api, { engine }: Context): void {
  const list = operation("operate:read", {
    method: "get",
    path: "/dead-letters",
    tags,
    summary: "Runs that ended as failed or paused and that nobody has retried or discarded, newest first",
    request: { query: letterFilter },
    responses: { 200: jsonAnswer(contract.deadLetterPage, "One page of them"), 400: answers.badRequest },
  });
  api.openapi(list, async (c) => {
    const { limit, ...filter } = c.req.valid("query");
    const page = await engine.deadLetters.list({ limit, ...definedOnly(filter) });
    return c.json({ items: page.items.map(toDeadLetter), next_cursor: page.nextCursor }, 200);
  });

  // Before /dead-letters/{id}, which would take "kinds" for an id.
  const kinds = operation("operate:read", {
    method: "get",
    path: "/dead-letters/kinds",
    tags,
    summary: "What dead letters died of, most frequent first",
    responses: { 200: jsonAnswer(contract.deadLetterKinds, "The kinds") },
  });
  api.openapi(kinds, async (c) =>
    c.json({ items: (await engine.deadLetters.kinds()).map(toDeadLetterKind) }, 200),
  );

  const read = operation("operate:read", {
    method: "get",
    path: "/dead-letters/{id}",
    tags,
    summary: "One dead letter with its payload and every failed try, without secrets",
    request: { params: z.object({ id: namedParameter("id") }) },
    responses: {
      200: jsonAnswer(contract.deadLetterDetail, "The dead letter"),
      400: answers.badRequest,
      404: answers.notFound,
    },
  });
  api.openapi(read, async (c) => c.json(await readDeadLetter({ engine }, c.req.valid("param").id), 200));
}

/** Throws `HttpProblem` 404 when the run is none, or no dead letter any more. */
export async function readDeadLetter({ engine }: Context, id: string): Promise<contract.DeadLetterDetail> {
  const letter = await engine.deadLetters.get(id);
  if (letter === null) throw unknownThing("dead letter", id, "/dead-letters");
  return toDeadLetterDetail(letter);
}
