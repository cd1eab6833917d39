import {
  parseValue,
  type GivenSettings,
  type Origin,
  type SettingDescription,
  type SettingsDescription,
} from "../config/index.ts";
import type { KeptSetting } from "./queries.ts";

/** What holds at this moment for one setting. Of a secret, `value` is what is kept: an envelope, a reference, or null. */
export interface EffectiveSetting {
  name: string;
  description: SettingDescription;
  value: unknown;
  origin: Origin;
  /** Who sets it where the page can't; null when the page may change it. */
  givenWhere: string | null;
  kept: KeptSetting | null;
  /** Why the kept value does not count. */
  problem: string | null;
}

/** The stronger wins: a flag, the environment, the file, what is kept, the default. Pure. */
export function effectiveSettings(
  description: SettingsDescription,
  given: GivenSettings,
  kept: ReadonlyMap<string, KeptSetting>,
): EffectiveSetting[] {
  return Object.entries(description)
    .filter(([, setting]) => setting.page !== undefined)
    .map(([name, setting]) => effectiveSetting(name, setting, given, kept.get(name) ?? null));
}

function effectiveSetting(
  name: string,
  description: SettingDescription,
  given: GivenSettings,
  kept: KeptSetting | null,
): EffectiveSetting {
  const base = { name, description, kept, problem: null };
  const stronger = given.get(name);
  if (stronger !== undefined) return { ...base, ...stronger, givenWhere: stronger.where };
  const unset = {
    ...base,
    value: description.schema.parse(undefined),
    origin: "default" as const,
    givenWhere: null,
  };
  if (kept === null) return unset;
  if (description.isSecret === true) return { ...unset, value: kept.secret, origin: "settings page" };
  const parsed = parseValue(description, kept.value);
  if ("value" in parsed) return { ...unset, value: parsed.value, origin: "settings page" };
  return {
    ...unset,
    problem: `The kept value ${JSON.stringify(kept.value)} does not count: ${parsed.fault}.`,
  };
}
