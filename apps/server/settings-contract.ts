import { z } from "zod";

/** What the dashboard and the commands may know of the settings kept by the house. */

const instant = z.string().describe("ISO 8601, UTC");

/** One text in every language of the interface. */
export const inEveryLanguage = z.object({ en: z.string(), fr: z.string() });
export type InEveryLanguage = z.infer<typeof inEveryLanguage>;

/** Where an effective value came from, the strongest first. */
export const settingOrigin = z.enum(["flag", "environment", "file", "settings_page", "default"]);
export type SettingOrigin = z.infer<typeof settingOrigin>;

/** One setting as the page shows it. A secret's value never leaves the server: only whether there is one. */
export const settingView = z
  .object({
    name: z.string().describe("The key in millrace.yaml and in PATCH /settings"),
    env: z.string().describe("Environment variable that sets it"),
    label: inEveryLanguage,
    about: inEveryLanguage.describe("One sentence"),
    schema: z
      .record(z.string(), z.unknown())
      .describe("JSON Schema of the value: type, enum, minimum, maximum, format; a secret is a string"),
    is_secret: z.boolean(),
    value: z.unknown().describe("Effective value; null for a secret and for what is not set"),
    is_set: z.boolean().describe("There is a value other than null: the only thing told of a secret"),
    reference: z
      .string()
      .nullable()
      .describe(
        "Where a secret is read at use (env:NAME, file:/path); null when it is kept encrypted or not set",
      ),
    default: z.unknown(),
    origin: settingOrigin,
    is_editable: z.boolean().describe("false while a flag, the environment or the file sets it"),
    problem: z.string().nullable().describe("Why the kept value can't be used; one sentence"),
    updated_at: instant.nullable().describe("When the page's value was kept; null when none is"),
    updated_by: z.string().nullable(),
  })
  .meta({ id: "Setting" });
export type SettingView = z.infer<typeof settingView>;

export const settingGroup = z
  .object({ name: z.string(), title: inEveryLanguage, settings: z.array(settingView) })
  .meta({ id: "SettingGroup" });
export type SettingGroup = z.infer<typeof settingGroup>;

/** `GET /settings`. `version` changes with every change of any setting; it is the ETag as well. */
export const settingList = z.object({ version: z.string(), groups: z.array(settingGroup) });
export type SettingList = z.infer<typeof settingList>;

/**
 * `PATCH /settings`: all of the changes or none. null takes the kept value away: the file or the default counts again.
 * A secret is given as itself, kept encrypted, or as a reference: `env:NAME`, `file:/path`.
 */
export const settingChanges = z
  .object({
    version: z
      .string()
      .max(40)
      .optional()
      .describe(
        "The version the changes were made from: refused (409 settings_changed) when it is no longer current",
      ),
    changes: z.record(z.string().min(1).max(100), z.unknown()).refine((changes) => {
      const count = Object.keys(changes).length;
      return count > 0 && count <= 100;
    }, "one to a hundred settings are changed at once"),
  })
  .meta({ id: "SettingChanges" });
export type SettingChanges = z.infer<typeof settingChanges>;

/** Event on the live stream after a change; its payload names what changed: `{ names: string[] }`. */
export const settingsEvents = { changed: "settings.changed" } as const;
