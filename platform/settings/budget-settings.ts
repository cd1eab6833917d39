import { z } from "zod";
import { numeric, type SettingDescription, type SettingsGroup } from "../config/index.ts";
import type { Budget } from "../http/index.ts";

/** How a budget is named among the settings. */
export interface BudgetNames<Prefix extends string> {
  /** camelCase beginning of the settings' names ("linkedinDemo"). */
  prefix: Prefix;
  /** Beginning of their environment variables ("MILLRACE_LINKEDIN_DEMO"). */
  env: string;
  /** For people: "the LinkedIn demo". */
  vendor: string;
  vendorInFrench: string;
  group: SettingsGroup;
}

/** A budget whose limit the settings page changes, in every process at once. */
export interface BudgetSettings<Prefix extends string> {
  account: string;
  settings: { [Name in `${Prefix}${"Requests" | "PeriodSeconds" | "PauseMs"}`]: SettingDescription };
  /** The budget with what the settings say at this moment. */
  apply(budget: Budget, values: Readonly<Record<string, unknown>>): Budget;
}

/** Describes the three settings of a budget; `defaults` are those of the code. */
export function describeBudget<Prefix extends string>(
  defaults: Pick<Budget, "account" | "requestsPerPeriod" | "periodMs" | "jitterMs">,
  { prefix, env, vendor, vendorInFrench, group }: BudgetNames<Prefix>,
): BudgetSettings<Prefix> {
  const setting = (
    schema: z.ZodType,
    name: string,
    about: string,
    label: SettingLabel,
  ): SettingDescription => ({
    schema,
    env: `${env}_${name}`,
    about,
    page: { group, label: { en: label.en, fr: label.fr }, aboutInFrench: label.aboutInFrench },
  });
  const settings: Record<string, SettingDescription> = {
    [`${prefix}Requests`]: setting(
      numeric.pipe(z.number().int().min(1).max(1_000_000)).default(defaults.requestsPerPeriod),
      "REQUESTS",
      `Requests that may be sent to ${vendor} per period`,
      {
        en: `Requests per period: ${vendor}`,
        fr: `Requêtes par période : ${vendorInFrench}`,
        aboutInFrench: `Requêtes permises par période vers ${vendorInFrench}`,
      },
    ),
    [`${prefix}PeriodSeconds`]: setting(
      numeric.pipe(z.number().min(1).max(31_536_000)).default(defaults.periodMs / 1_000),
      "PERIOD_SECONDS",
      `Length of that period of ${vendor}, in seconds`,
      {
        en: `Period (seconds): ${vendor}`,
        fr: `Période (secondes) : ${vendorInFrench}`,
        aboutInFrench: `Durée de cette période pour ${vendorInFrench}, en secondes`,
      },
    ),
    [`${prefix}PauseMs`]: setting(
      numeric.pipe(z.number().int().min(0).max(600_000)).default(defaults.jitterMs),
      "PAUSE_MS",
      `Longest random pause before each request to ${vendor}, in milliseconds`,
      {
        en: `Longest pause (ms): ${vendor}`,
        fr: `Pause maximale (ms) : ${vendorInFrench}`,
        aboutInFrench: `Pause aléatoire maximale avant chaque requête vers ${vendorInFrench}, en millisecondes`,
      },
    ),
  };
  return {
    account: defaults.account,
    settings: settings as BudgetSettings<Prefix>["settings"],
    apply: (budget, values) => ({
      ...budget,
      requestsPerPeriod: Number(values[`${prefix}Requests`]),
      periodMs: Number(values[`${prefix}PeriodSeconds`]) * 1_000,
      jitterMs: Number(values[`${prefix}PauseMs`]),
    }),
  };
}

interface SettingLabel {
  en: string;
  fr: string;
  aboutInFrench: string;
}
