import { z } from "@hono/zod-openapi";
import { HttpProblem } from "@millrace/platform/api";
import type { Session } from "../contract.ts";
import { readSession } from "../queries/session-views.ts";
import type { SitesRoutesContext } from "./context.ts";

export const tags = ["Scraping sessions"];

export const idParameter = z.object({
  id: z
    .string()
    .min(1)
    .max(200)
    .openapi({ param: { name: "id", in: "path" } }),
});

/** Throws `HttpProblem` 404 when there is none. */
export async function existingSession(
  { db, engine }: Pick<SitesRoutesContext, "db" | "engine">,
  id: string,
): Promise<Session> {
  const found = await readSession(db, engine, id);
  if (found !== null) return found;
  throw new HttpProblem(404, "session_not_found", `There is no session ${id}.`, {
    action: "See GET /api/v1/scraping/sessions for those there are.",
  });
}
