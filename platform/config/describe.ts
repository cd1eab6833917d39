import type { z } from "zod";

/** One text in every language of the interface. */
export interface InEveryLanguage {
  en: string;
  fr: string;
}

/** Settings that stand together on the settings page. */
export interface SettingsGroup {
  /** Stable, kebab-case. */
  name: string;
  title: InEveryLanguage;
}

/** One setting: from its description come the type, the file key, the environment variable and the printed line. */
export interface SettingDescription<Schema extends z.ZodType = z.ZodType> {
  /** Parses the text of an environment variable or the YAML value; carries the default. */
  schema: Schema;
  /** Environment variable that sets it. */
  env: string;
  /** One sentence for `config print`, the settings page and the reference. */
  about: string;
  /**
   * true: never printed, only whether it is set. Its value may be a reference, read at use: `env:NAME` or `file:/path`.
   */
  isSecret?: boolean;
  /** May be changed on the settings page and takes effect at once in every process; absent: read at start alone. */
  page?: {
    group: SettingsGroup;
    label: InEveryLanguage;
    /** `about` in French. */
    aboutInFrench: string;
  };
}

export type SettingsDescription = Readonly<Record<string, SettingDescription>>;

/** Identity that keeps the literal types of a settings description. */
export function defineSettings<const Description extends SettingsDescription>(
  description: Description,
): Description {
  return description;
}
