import {
  answers,
  authorized,
  HttpProblem,
  jsonAnswer,
  operation,
  problemAnswer,
  type Api,
} from "@millrace/platform/api";
import { publishEvents } from "@millrace/platform/events";
import { session, siteEvents, type Session, type SessionStatus } from "../contract.ts";
import { readProviderStates } from "../queries/provider-state.ts";
import { audited } from "./audited.ts";
import type { SitesRoutesContext } from "./context.ts";
import { existingSession, idParameter, tags } from "./session-parts.ts";

/** What can be done to a session, and in which states. */
const acts = {
  pause: {
    summary: "Hold a session where it is; what is measured stays",
    from: ["queued", "running"],
    refusal: "only one that is queued or running can be paused",
  },
  resume: {
    summary: "Go on with a paused or failed session where it stopped",
    from: ["paused", "failed"],
    refusal: "only one that is paused or failed goes on",
  },
  cancel: {
    summary: "End a session; what is measured stays",
    from: ["queued", "running", "paused"],
    refusal: "only one that has not ended can be cancelled",
  },
} as const satisfies Record<string, { summary: string; from: readonly SessionStatus[]; refusal: string }>;
type Act = keyof typeof acts;

/** Pausing, resuming and cancelling sessions; each is kept in the audit trail. */
export function addSessionActs(api: Api, context: SitesRoutesContext): void {
  for (const act of ["pause", "resume", "cancel"] as const) addAct(api, context, act);
}

function addAct(api: Api, context: SitesRoutesContext, act: Act): void {
  const route = operation("sites:write", {
    method: "post",
    path: `/scraping/sessions/{id}/${act}`,
    tags,
    summary: acts[act].summary,
    request: { params: idParameter },
    responses: {
      200: jsonAnswer(session, "The session as it is now"),
      400: answers.badRequest,
      404: answers.notFound,
      409: problemAnswer("Not possible in the session's present state, or while its provider is paused"),
    },
  });
  api.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const before = await existingSession(context, id);
    assertPossible(before, act);
    if (act === "resume") await assertProviderIsOpen(context, before);
    const detail = { status: before.status, done: before.done, total: before.total };
    const actor = authorized(c, "sites:write");
    await audited(context.db.pool, actor, { action: `session.${act}`, subject: id, detail }, () =>
      context.engine[act](id),
    );
    const payload = await existingSession(context, id);
    await publishEvents(context.db.pool, [{ type: siteEvents.session, subject: id, payload }]);
    return c.json(payload, 200);
  });
}

function assertPossible({ id, status }: Session, act: Act): void {
  const { from, refusal } = acts[act];
  if ((from as readonly SessionStatus[]).includes(status)) return;
  throw new HttpProblem(409, "session_state", `The session ${id} is ${status}: ${refusal}.`, {
    action:
      status === "cancelled" ? "Start another one: what is fresh is skipped." : "Look at its status first.",
  });
}

async function assertProviderIsOpen({ db }: SitesRoutesContext, { provider }: Session): Promise<void> {
  const state = (await readProviderStates(db.pool)).get(provider);
  if (state?.paused_at == null) return;
  throw new HttpProblem(409, "provider_paused", state.message ?? `The provider ${provider} is paused.`, {
    action: `Mend it, then resume it: POST /api/v1/scraping/providers/${provider}/resume.`,
  });
}
