import { z } from "zod";

export interface Bilingual {
  en: string;
  fr: string;
}

/** What the form, the command line's help and the reference page say of a setting. */
export interface SettingAbout {
  title: Bilingual;
  about: Bilingual;
  /** Sealed at rest, never printed; may be a reference (`env:NAME`, `file:/path`). */
  secret?: boolean;
  placeholder?: string;
  /** Shown only when asked for: most people never change it. */
  advanced?: boolean;
  /** A text of several lines (YAML). */
  multiline?: boolean;
  /** Of a setting with a few possible values: what each is called in a form. */
  choices?: Readonly<Record<string, Bilingual>>;
}

/** The settings of a connector: one zod object, each field made by `setting`, from which types, form, help and reference come. */
export type SettingsSchema = z.ZodObject<Record<string, z.ZodType>>;

const abouts = new WeakMap<z.ZodType, SettingAbout>();

/**
 * A field with what is said of it.
 *
 * @example
 * const settings = z.strictObject({
 *   api_key: setting(z.string().min(1), { title: { en: "API key", fr: "Clé d'API" }, about: { en: "…", fr: "…" }, secret: true }),
 * });
 */
export function setting<Schema extends z.ZodType>(schema: Schema, about: SettingAbout): Schema {
  abouts.set(schema, about);
  return schema;
}

export interface DescribedSetting extends SettingAbout {
  name: string;
  isRequired: boolean;
  /** JSON Schema of the field, its default included. */
  schema: Record<string, unknown>;
}

/** Every field in order. Throws when one was not made by `setting`: a form could not show it. */
export function describeSettings(settings: SettingsSchema): DescribedSetting[] {
  return Object.entries(settings.shape).map(([name, field]) => {
    const about = abouts.get(field);
    if (about === undefined) throw new Error(`The setting ${name} is not described.`);
    const { $schema: _, ...schema } = z.toJSONSchema(field, { io: "input" }) as Record<string, unknown>;
    return { name, isRequired: !field.safeParse(undefined).success, schema, ...about };
  });
}

export const secretNames = (settings: SettingsSchema): string[] =>
  describeSettings(settings)
    .filter((each) => each.secret === true)
    .map(({ name }) => name);
