import i18next from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { startedWorkflow, stepWords } from "./step-words.ts";

/** Steps the engine adds to every workflow begin with it ("~sleep:1"). */
const engineStep = /^~(?<kind>[a-z]+)/u;

/** The text at `path`, or null: names come from the engine, and may hold the characters i18next gives a meaning to. */
function textAt(path: readonly string[], values: Record<string, unknown> = {}): string | null {
  const key = path.join("|");
  const options = { ...values, keySeparator: "|", nsSeparator: false } as const;
  return i18next.exists(key, options) ? String(i18next.t(key as "common.close", options)) : null;
}

function workflowName(workflow: string): string {
  return textAt(["operate", "workflow", workflow]) ?? workflow;
}

/** The words for a step, or null where nobody has named it. */
function stepText(workflow: string, step: string): string | null {
  const started = startedWorkflow(step);
  if (started !== null)
    return textAt(["operate", "step", "engine", "start"], { workflow: workflowName(started) });
  const kind = engineStep.exec(step)?.groups?.["kind"];
  if (kind !== undefined) return textAt(["operate", "step", "engine", kind]);
  const { key, number } = stepWords(workflow, step);
  return textAt(["operate", "step", ...key], { number });
}

const stepName = (workflow: string, step: string): string => stepText(workflow, step) ?? step;

/** A level of a queue ("posts/1") is where its runs' children wait. */
function queueName(queue: string): string {
  const [base = queue, level] = queue.split("/");
  const name = textAt(["operate", "queue", base]) ?? base;
  return level === undefined ? name : (textAt(["operate", "queueLevel"], { name, level }) ?? queue);
}

const scheduleName = (schedule: string): string => textAt(["operate", "schedule", schedule]) ?? schedule;

const vendorName = (vendor: string): string => textAt(["operate", "vendor", vendor]) ?? vendor;

/** "linkedin-demo:default" is the account "default" at its vendor. */
function accountName(account: string): string {
  const own = account.slice(account.indexOf(":") + 1);
  return textAt(["operate", "account", own]) ?? own;
}

const unitName = (unit: string): string => textAt(["operate", "unit", unit]) ?? unit;

/** What workflows, steps, queues, schedules, units, vendors and their accounts are called in the reader's language; the raw name where nobody has named them yet. */
export function useNames() {
  const { i18n } = useTranslation();
  return useMemo(
    () => ({
      language: i18n.language,
      workflow: workflowName,
      step: stepName,
      queue: queueName,
      schedule: scheduleName,
      unit: unitName,
      vendor: vendorName,
      account: accountName,
    }),
    [i18n.language],
  );
}
