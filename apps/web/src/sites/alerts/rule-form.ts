import type { AlertRule, AlertRuleRequest, Workspace } from "@millrace/sites/contract";
import { tagsOf } from "../parts/tags-field.tsx";

export const conditionKinds = ["falls_by", "rises_by", "below", "above"] as const;
export const channelKinds = ["slack", "webhook"] as const;

/** What a person writes into the dialog; numbers stay text until they are numbers. */
export interface RuleForm {
  name: string;
  metric: string;
  kind: (typeof conditionKinds)[number];
  percent: string;
  days: string;
  value: string;
  tags: string;
  channel: (typeof channelKinds)[number];
  url: string;
}

export const newRule: RuleForm = {
  name: "",
  metric: "visits",
  kind: "falls_by",
  percent: "30",
  days: "7",
  value: "",
  tags: "",
  channel: "slack",
  url: "",
};

export const isRelative = (kind: RuleForm["kind"]) => kind === "falls_by" || kind === "rises_by";

/** The form of a rule there is, to be changed. */
export function formOfRule(rule: AlertRule): RuleForm {
  const { condition } = rule;
  return {
    ...newRule,
    name: rule.name,
    metric: rule.metric,
    kind: condition.kind,
    ...("percent" in condition
      ? { percent: String(condition.percent), days: String(condition.days) }
      : { value: String(condition.value) }),
    tags: rule.tags.join(", "),
    channel: rule.channel.kind,
    url: rule.channel.url,
  };
}

/** Fields whose text is not what they take. */
export function wrongRuleFields(form: RuleForm): (keyof RuleForm)[] {
  const days = Number(form.days);
  const percent = Number(form.percent);
  const most = form.kind === "falls_by" ? 100 : 10_000;
  const checks: [keyof RuleForm, boolean][] = [
    ["name", form.name.trim() !== ""],
    ["percent", !isRelative(form.kind) || (percent > 0 && percent <= most)],
    ["days", !isRelative(form.kind) || (Number.isInteger(days) && days >= 1 && days <= 365)],
    ["value", isRelative(form.kind) || (form.value.trim() !== "" && Number.isFinite(Number(form.value)))],
    ["url", URL.canParse(form.url.trim())],
  ];
  return checks.filter(([, isRight]) => !isRight).map(([field]) => field);
}

export function conditionOf(form: RuleForm): AlertRuleRequest["condition"] {
  const { kind } = form;
  if (kind === "falls_by" || kind === "rises_by")
    return { kind, percent: Number(form.percent), days: Number(form.days) };
  return { kind, value: Number(form.value) };
}

/** The request a valid form stands for. */
export function ruleOf(form: RuleForm, workspace: Workspace) {
  return {
    workspace,
    name: form.name.trim(),
    metric: form.metric,
    condition: conditionOf(form),
    tags: tagsOf(form.tags),
    channel: { kind: form.channel, url: form.url.trim() },
  };
}

/** The field of the form that a refusal of the API names ("json.channel.url"). */
export function ruleFieldOf(path: string | undefined): keyof RuleForm | null {
  const parts = path?.split(".") ?? [];
  const fields = ["name", "metric", "percent", "days", "value", "tags", "url"] as const;
  return fields.find((field) => parts.includes(field)) ?? null;
}
