import { loadConfig, type HouseConfig, type LoadedConfig } from "@millrace/platform/config";
import { allSettings, type AllSettings } from "@millrace/server/settings";

/** File of settings in the folder the command runs in. */
export const configFile = "millrace.yaml";

/** Effective settings of this command: flags, then environment, then millrace.yaml, then defaults. */
export function loadHouseConfig(flags: Readonly<Record<string, unknown>> = {}): LoadedConfig<AllSettings> {
  return loadConfig(allSettings, { env: process.env, file: configFile, flags });
}

export type { HouseConfig };
