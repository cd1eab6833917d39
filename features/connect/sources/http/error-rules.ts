import type { ErrorRules } from "./definition.ts";

/** What is done about a status. */
export interface Rule {
  do: "retry" | "fail" | "ignore";
  message?: string | undefined;
}

/** The rule of the first that has one for the status. */
export function ruleFor(status: number, rules: readonly (ErrorRules | undefined)[]): Rule | null {
  for (const each of rules) {
    const rule = each?.status[String(status)];
    if (rule !== undefined) return typeof rule === "string" ? { do: rule } : rule;
  }
  return null;
}
