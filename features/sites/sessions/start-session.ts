import { runIdOf } from "@millrace/engine";
import type { Authorized } from "@millrace/platform/api";
import { measureWebsites, type SessionRequest } from "../contract.ts";
import { insertSession } from "../queries/open-session.ts";
import { audited } from "../routes/audited.ts";
import type { SitesRoutesContext } from "../routes/context.ts";
import { assertAnySelected, planSession } from "./plan-session.ts";

export type Starting = Pick<SitesRoutesContext, "db" | "engine" | "providers">;

/**
 * Starts a session once per key and resolves with its id. The run comes first: its own first step writes the session's row
 * too, so a crash between the two leaves no session that nobody runs. Throws `HttpProblem` for what stands in the way.
 */
export async function startSession(
  actor: Authorized<"sites:write">,
  context: Starting,
  request: SessionRequest,
  key: string,
): Promise<string> {
  const id = runIdOf(measureWebsites.id, key);
  const { db, engine } = context;
  // Asked again with the same key, what stands in the way by now is none of the first session's business.
  if ((await engine.list({ runIds: [id], limit: 1 })).items.length > 0) return id;
  const plan = await planSession(context, request);
  assertAnySelected(plan);
  const input = { ...plan.request, started_by: actor.name };
  const detail = { provider: input.provider, workspace: input.workspace, websites: plan.selected };
  await audited(db.pool, actor, { action: "session.start", subject: id, detail }, async () => {
    await engine.start(measureWebsites, input, { key, priority: input.priority });
    await insertSession(db.pool, id, input);
  });
  return id;
}
