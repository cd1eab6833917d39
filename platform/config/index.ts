export {
  defineSettings,
  type InEveryLanguage,
  type SettingDescription,
  type SettingsDescription,
  type SettingsGroup,
} from "./describe.ts";
export {
  loadConfig,
  parseValue,
  type ConfigInputs,
  type ConfigValues,
  type GivenSetting,
  type GivenSettings,
  type LoadedConfig,
  type Origin,
  type PrintedSetting,
} from "./load.ts";
export { houseSettings, type HouseConfig } from "./house.ts";
export { keptSettings } from "./kept.ts";
export { numeric } from "./numeric.ts";
