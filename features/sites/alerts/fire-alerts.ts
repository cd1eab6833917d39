import { newId } from "@millrace/platform/ids";
import { publishEvents, type Queryable } from "@millrace/platform/events";
import { siteEvents } from "../contract.ts";
import { alertCandidates, getFiredAlert, insertFiredAlert } from "../queries/fired-alerts.ts";
import { becameTrue } from "./condition.ts";
import { alertMessage, type MessageLanguage } from "./message.ts";

/**
 * Fires the alerts whose condition a saved measurement has made true, once per rule and measurement. Call it in the
 * transaction that saves the measurement: the alerts are kept with it, and delivered from what is kept. Resolves with
 * their ids.
 */
export async function fireAlerts(
  client: Queryable,
  {
    websiteId,
    measurementId,
    language,
  }: { websiteId: string; measurementId: string; language: MessageLanguage },
): Promise<string[]> {
  const fired: string[] = [];
  for (const candidate of await alertCandidates(client, { websiteId, measurementId })) {
    const { rule_id: ruleId, metric, condition, now, baseline, previous } = candidate;
    const earlier = previous === null ? null : { now: previous, baseline: candidate.earlier_baseline };
    const met = becameTrue(condition, { now, baseline }, earlier);
    if (met === null) continue;
    const id = newId();
    const message = alertMessage(language, { ...candidate, met });
    const isNew = await insertFiredAlert(client, {
      id,
      ruleId,
      websiteId,
      measurementId,
      metric,
      ...met,
      message,
    });
    if (!isNew) continue;
    fired.push(id);
    const payload = await getFiredAlert(client, id);
    await publishEvents(client, [{ type: siteEvents.alert, subject: id, payload }]);
  }
  return fired;
}
