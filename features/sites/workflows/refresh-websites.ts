import { defineSchedule, defineWorkflow, handleWorkflow, type WorkflowHandler } from "@millrace/engine";
import { HttpProblem, systemActor } from "@millrace/platform/api";
import type { Settings } from "@millrace/platform/settings";
import { z } from "zod";
import { sessionRequest } from "../contract.ts";
import { startSession, type Starting } from "../sessions/start-session.ts";
import type { SitesSettings } from "../settings.ts";

/** A little less than a day: yesterday's session may have begun late or ended early. */
const remeasureAfterHours = 20;

const refreshWebsites = defineWorkflow({
  id: "refresh-websites",
  input: z.object({ plannedAt: z.string() }),
  /** Today's session, or why there is none. */
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

export interface RefreshDependencies extends Pick<Starting, "db" | "providers"> {
  /** Resolves once the engine is open. */
  engine: Promise<Starting["engine"]>;
  settings: Pick<Settings<SitesSettings>, "values">;
  isDemo: boolean;
}

type Outcome = { session_id: string; reason: null } | { session_id: null; reason: string };

/** Once a day, from the hour the settings say: measures again what production websites were not measured since yesterday. */
export function refreshWebsitesHandler(deps: RefreshDependencies): WorkflowHandler {
  return handleWorkflow(refreshWebsites, (context, { plannedAt }) =>
    context.step("start today's session", () => refresh(deps, plannedAt)),
  );
}

async function refresh(deps: RefreshDependencies, plannedAt: string): Promise<Outcome> {
  const { sitesRefresh, sitesRefreshHour, sitesRefreshWorkers } = deps.settings.values();
  const isDaily = sitesRefresh === "daily" || (sitesRefresh === "auto" && deps.isDemo);
  if (!isDaily) return { session_id: null, reason: "off" };
  if (new Date(plannedAt).getUTCHours() < sitesRefreshHour) return { session_id: null, reason: "not yet" };
  const request = sessionRequest.parse({
    workers: sitesRefreshWorkers,
    priority: 20,
    remeasure_after_hours: remeasureAfterHours,
  });
  const actor = systemActor("Daily refresh", "sites:write");
  const { db, providers } = deps;
  try {
    const day = plannedAt.slice(0, 10);
    const starting = { db, providers, engine: await deps.engine };
    return { session_id: await startSession(actor, starting, request, `refresh-${day}`), reason: null };
  } catch (error) {
    // Nothing to measure, or nobody to ask: said in the run's output, and looked at again in an hour.
    if (error instanceof HttpProblem) return { session_id: null, reason: error.message };
    throw error;
  }
}
