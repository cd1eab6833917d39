import { handleWorkflow, type WorkflowHandler } from "@millrace/engine";
import { Broken, NeedsAttention } from "@millrace/platform/errors";
import type { Queryable } from "@millrace/platform/events";
import { measureWebsites, type SessionLogLine } from "../contract.ts";
import { endSession, openSession, type SessionInput } from "../queries/open-session.ts";
import { readProviderStates } from "../queries/provider-state.ts";
import { addLogLines } from "../queries/session-log.ts";
import { getSession } from "../queries/sessions.ts";
import { describeSession } from "../pipeline/describe-session.ts";
import type { MeasureDependencies } from "./dependencies.ts";
import { measureSessionWorker } from "./measure-session-worker.ts";
import { publishEnd, publishSession } from "./publish-session.ts";

/** open → its workers, each a run of its own → close. */
export function measureWebsitesHandler(deps: MeasureDependencies): WorkflowHandler {
  return handleWorkflow(measureWebsites, async (context, input) => {
    const id = context.runId;
    await context.step("open", (step) => step.transaction((client) => open(deps, client, id, input)));
    await context.step("check-provider", () => assertProviderIsOpen(deps, input.provider));
    const seats = Array.from({ length: input.workers }, (_, index) => ({
      session_id: id,
      worker: index + 1,
      session: input,
    }));
    // A worker that fails leaves the rest to the others. A shut provider stops each of them; resuming the session resumes them all.
    await context.group(measureSessionWorker, seats, {
      key: "workers",
      priority: input.priority,
      onFailure: "fail-at-end",
    });
    return context.step("close", (step) => step.transaction((client) => close(deps, client, id)));
  });
}

async function open(
  { clock }: MeasureDependencies,
  client: Queryable,
  id: string,
  input: SessionInput,
): Promise<null> {
  const opened = await openSession(client, id, input);
  if (opened !== null) {
    const { total, fresh } = opened;
    const message = `The session begins: ${total} websites to measure, ${fresh} measured recently and skipped.`;
    const facts = { provider: input.provider, workers: input.workers, total, fresh };
    await addLogLines(client, id, [lineOf(clock.now(), "session.opened", message, facts)]);
  }
  await publishSession(client, id);
  return null;
}

/** A provider that was shut to us stays so until a person resumes it; the session waits as `paused`. */
async function assertProviderIsOpen(deps: MeasureDependencies, id: string): Promise<null> {
  const state = (await readProviderStates(deps.db.pool)).get(id);
  if (state?.paused_at != null)
    throw new NeedsAttention(state.message ?? `The provider ${id} is paused; resume it to go on.`, {
      facts: { provider: id, trouble: state.trouble },
    });
  const trouble = await deps.providerOf(id).trouble();
  if (trouble === null) return null;
  throw new NeedsAttention(trouble.message, { facts: { provider: id, trouble: trouble.trouble } });
}

async function close(
  { clock }: MeasureDependencies,
  client: Queryable,
  id: string,
): Promise<{ total: number; done: number }> {
  await endSession(client, id);
  const stored = await getSession(client, id);
  if (stored === null) throw new Broken(`The session ${id} has no row any more, though its run goes on.`);
  const report = describeSession(stored, null);
  const { total, done, by_outcome, obtained, expected } = report;
  const facts = { by_outcome, obtained, expected };
  const message = `The session has ended: ${done} of ${total} websites measured.`;
  await addLogLines(client, id, [lineOf(clock.now(), "session.ended", message, facts)]);
  await publishEnd(client, report);
  return { total, done };
}

function lineOf(
  nowMs: number,
  event: string,
  message: string,
  facts: Record<string, unknown>,
): SessionLogLine {
  return {
    at: new Date(nowMs).toISOString(),
    level: "info",
    worker: null,
    domain: null,
    event,
    message,
    facts,
  };
}
