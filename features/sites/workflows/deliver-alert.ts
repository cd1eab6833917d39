import {
  defineSchedule,
  defineWorkflow,
  handleWorkflow,
  type StepContext,
  type WorkflowHandler,
} from "@millrace/engine";
import type { Clock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import { LadderError, NeedsAttention, Rejected } from "@millrace/platform/errors";
import { publishEvents } from "@millrace/platform/events";
import type { PoliteClient } from "@millrace/platform/http";
import type { Secrets } from "@millrace/platform/secrets";
import { z } from "zod";
import type { AlertSender } from "../alerts/alert-sender.ts";
import { alertRequest, type AlertLetter } from "../alerts/alert-request.ts";
import { sampleMessage, type MessageLanguage } from "../alerts/message.ts";
import { secretName } from "../alerts/signing-secret.ts";
import { deliverAlert, siteEvents } from "../contract.ts";
import { getAlertTarget, type AlertTarget } from "../queries/alert-rules.ts";
import { claimFiredAlerts, getFiredAlert, noteDelivery } from "../queries/fired-alerts.ts";

export interface DeliverDependencies {
  db: Database;
  http: PoliteClient;
  secrets: Secrets;
  clock: Clock;
  language: () => MessageLanguage;
}

/** Tries over about half an hour: a receiver that restarts is no failure. */
const deliveryTries = { maxAttempts: 8, baseDelayMs: 2_000, maxDelayMs: 600_000 };
/** Alerts looked after in one go, and how long each is left alone then, so that every one has its turn. */
const alertsPerSweep = 500;
const claimLapsesAfterMs = 300_000;

const sendAlerts = defineWorkflow({
  id: "send-alerts",
  input: z.object({ plannedAt: z.string() }),
  output: z.object({ sent: z.int() }),
  queue: "site-alerts",
  onDeploy: "continue",
});

/**
 * Looks for alerts that wait: a process may have died between keeping one and starting its delivery. They are kept in the
 * transaction of their measurement, so none is lost, and an alert's run is started once, whoever starts it.
 */
export const alertSchedule = defineSchedule({
  name: "send-alerts",
  workflow: sendAlerts,
  input: (plannedAt) => ({ plannedAt }),
  cron: "*/10 * * * *",
  timeZone: "UTC",
  missedRuns: "latest",
});

/** Starts the delivery of what waits. */
export function sendAlertsHandler(db: Database, alerts: AlertSender): WorkflowHandler {
  return handleWorkflow(sendAlerts, async (context) => {
    const sent = await context.step("send", async () => {
      const ids = await claimFiredAlerts(db.pool, alertsPerSweep, claimLapsesAfterMs);
      await alerts.send(ids);
      return ids.length;
    });
    return { sent };
  });
}

/** read and send → note. A receiver that refuses, or is away for long, makes the alert a failed one: a dead letter to retry. */
export function deliverAlertHandler(deps: DeliverDependencies): WorkflowHandler {
  return handleWorkflow(deliverAlert, async (context, { alert_id: id, sample_of: sampleOf }) => {
    if (sampleOf !== undefined) {
      const firedAt = new Date(await context.now()).toISOString();
      await context.step("send", (step) =>
        send(deps, step, () => sampleLetter(deps, { id, firedAt, sampleOf })),
      );
      return { delivered: true };
    }
    const note = (name: string, isDelivered: boolean) =>
      context.step(name, (step) => noteEnd(step, id, isDelivered));
    try {
      const isSent = await context.step(
        "send",
        (step) => send(deps, step, () => alertLetter(deps, id)),
        deliveryTries,
      );
      if (isSent) await note("delivered", true);
      return { delivered: isSent };
    } catch (error) {
      if (error instanceof LadderError) await note("failed", false);
      throw error;
    }
  });
}

/** Sends it, unless there is nothing to send any more: it was delivered before, or its rule is gone. */
async function send(
  deps: DeliverDependencies,
  step: StepContext,
  write: () => Promise<AlertLetter | null>,
): Promise<boolean> {
  const letter = await write();
  if (letter === null) return false;
  const { status } = await deps.http.fetch({
    ...alertRequest(letter, new Date(deps.clock.now())),
    signal: step.signal,
  });
  if (status >= 200 && status < 300) return true;
  const where = `${new URL(letter.rule.channel.url).host} answered ${status} to the alert "${letter.rule.name}"`;
  if (addressFaults.has(status)) {
    throw new NeedsAttention(`${where}: check the address of the rule, then retry.`, { facts: { status } });
  }
  throw new Rejected(`${where}.`, { facts: { status } });
}

/** Who answers so is not the receiver, or will no longer listen. */
const addressFaults: ReadonlySet<number> = new Set([401, 403, 404, 410]);

async function alertLetter(deps: DeliverDependencies, id: string): Promise<AlertLetter | null> {
  const alert = await getFiredAlert(deps.db.pool, id);
  if (alert === null || alert.delivery === "delivered") return null;
  const rule = await getAlertTarget(deps.db.pool, alert.rule_id);
  if (rule === null) return null;
  const { fired_at: firedAt, message } = alert;
  return { id, rule, alert, firedAt, message, secret: await secretOf(deps, alert.rule_id, rule) };
}

async function sampleLetter(
  deps: DeliverDependencies,
  { id, firedAt, sampleOf }: { id: string; firedAt: string; sampleOf: string },
): Promise<AlertLetter | null> {
  const rule = await getAlertTarget(deps.db.pool, sampleOf);
  if (rule === null) return null;
  const message = sampleMessage(deps.language(), rule.name);
  return { id, rule, alert: null, firedAt, message, secret: await secretOf(deps, sampleOf, rule) };
}

async function secretOf(
  { secrets }: DeliverDependencies,
  ruleId: string,
  { channel, secret }: AlertTarget,
): Promise<string | null> {
  if (channel.kind !== "webhook" || secret === null) return null;
  return secrets.resolve(secretName(ruleId), secret);
}

function noteEnd(step: StepContext, id: string, isDelivered: boolean): Promise<null> {
  return step.transaction(async (client) => {
    await noteDelivery(client, id, isDelivered);
    const payload = await getFiredAlert(client, id);
    if (payload !== null) await publishEvents(client, [{ type: siteEvents.alert, subject: id, payload }]);
    return null;
  });
}
