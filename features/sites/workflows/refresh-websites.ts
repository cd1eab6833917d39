import { defineSchedule, defineWorkflow, handleWorkflow, type WorkflowHandler } from "@millrace/engine";
import { HttpProblem } from "@millrace/platform/api";
import type { Settings } from "@millrace/platform/settings";
import { z } from "zod";
import { measureWebsites, sessionRequest, type measureWebsitesInput } from "../contract.ts";
import { refresher, wasRefreshed } from "../queries/refresh-sessions.ts";
import type { SitesRoutesContext } from "../routes/context.ts";
import { planSession } from "../sessions/plan-session.ts";
import type { SitesSettings } from "../settings.ts";

/** A little less than a day: yesterday's session may have begun late or ended early. */
const remeasureAfterHours = 20;

const refreshWebsites = defineWorkflow({
  id: "refresh-websites",
  input: z.object({ plannedAt: z.string() }),
  /** The session it started, or why it started none. */
  output: z.object({ session_id: z.string().nullable(), reason: z.string().nullable() }),
  onDeploy: "continue",
});

/** Looks once an hour whether today's session is due. */
export const refreshSchedule = defineSchedule({
  name: "refresh-websites",
  workflow: refreshWebsites,
  input: (plannedAt) => ({ plannedAt }),
  cron: "5 * * * *",
  timeZone: "UTC",
  missedRuns: "latest",
});

export interface RefreshDependencies extends Pick<SitesRoutesContext, "db" | "providers"> {
  settings: Pick<Settings<SitesSettings>, "values">;
  isDemo: boolean;
}

type Decision =
  | { input: z.infer<typeof measureWebsitesInput>; reason: null }
  | { input: null; reason: string };

/** Once a day, from the hour the settings say: measures again what production websites were not measured since yesterday. */
export function refreshWebsitesHandler(deps: RefreshDependencies): WorkflowHandler {
  return handleWorkflow(refreshWebsites, async (context, { plannedAt }) => {
    const { input, reason } = await context.step("decide", () => decide(deps, plannedAt));
    if (input === null) return { session_id: null, reason };
    const { runId } = await context.start(measureWebsites, input, {
      key: "session",
      priority: input.priority,
    });
    return { session_id: runId, reason: null };
  });
}

async function decide(deps: RefreshDependencies, plannedAt: string): Promise<Decision> {
  const { sitesRefresh, sitesRefreshHour, sitesRefreshWorkers } = deps.settings.values();
  const isDaily = sitesRefresh === "daily" || (sitesRefresh === "auto" && deps.isDemo);
  if (!isDaily) return { input: null, reason: "off" };
  if (new Date(plannedAt).getUTCHours() < sitesRefreshHour) return { input: null, reason: "not yet" };
  if (await wasRefreshed(deps.db.pool, `${plannedAt.slice(0, 10)}T00:00:00Z`))
    return { input: null, reason: "done today" };
  const request = sessionRequest.parse({
    workers: sitesRefreshWorkers,
    priority: 20,
    remeasure_after_hours: remeasureAfterHours,
  });
  try {
    const plan = await planSession(deps, request);
    if (plan.selected === plan.fresh) return { input: null, reason: "every website is fresh" };
    return { input: { ...plan.request, started_by: refresher }, reason: null };
  } catch (error) {
    // Nothing to measure, or nobody to ask: said in the run's output, and looked at again in an hour.
    if (error instanceof HttpProblem) return { input: null, reason: error.message };
    throw error;
  }
}
