/** Settings that change while the house runs: kept in the database, told to every process, audited. */
export { openSettings, settingsChanged, type SettingChangeRequest, type Settings } from "./open-settings.ts";
export type { EffectiveSetting } from "./effective.ts";
export { describeBudget, type BudgetSettings } from "./budget-settings.ts";
export { resolveSecret } from "./resolve-secret.ts";
export { rotateSecrets, type Rotation } from "./rotate-secrets.ts";
