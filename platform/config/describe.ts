import type { z } from "zod";

/** One setting: from its description come the type, the file key, the environment variable and the printed line. */
export interface SettingDescription<Schema extends z.ZodType = z.ZodType> {
  /** Parses the text of an environment variable or the YAML value; carries the default. */
  schema: Schema;
  /** Environment variable that sets it. */
  env: string;
  /** One sentence for `config print`, the settings page and the reference. */
  about: string;
  /** true: never printed, only whether it is set. */
  isSecret?: boolean;
}

export type SettingsDescription = Readonly<Record<string, SettingDescription>>;

/** Identity that keeps the literal types of a settings description. */
export function defineSettings<const Description extends SettingsDescription>(
  description: Description,
): Description {
  return description;
}
