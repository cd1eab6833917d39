import type { SettingsGroup } from "@millrace/platform/config";
import { describeBudget } from "@millrace/platform/settings/budget";
import { linkedInDemoBudget } from "./sources/linkedin-demo/budget.ts";

const sources: SettingsGroup = { name: "sources", title: { en: "Sources", fr: "Sources" } };

const linkedInDemo = describeBudget(linkedInDemoBudget, {
  prefix: "linkedinDemo",
  env: "MILLRACE_LINKEDIN_DEMO",
  vendor: "the LinkedIn demo",
  vendorInFrench: "la démo LinkedIn",
  group: sources,
});

/** Budgets of sources whose limits the settings page changes. */
export const postsBudgetSettings = [linkedInDemo];

/** What an owner may change about Posts while it runs. */
export const postsSettings = linkedInDemo.settings;
