export { defineSettings, type SettingDescription, type SettingsDescription } from "./describe.ts";
export { loadConfig, type LoadedConfig, type Origin, type PrintedSetting } from "./load.ts";
export { houseSettings, type HouseConfig } from "./house.ts";
