import { z } from "zod";

const bilingual = z.object({ en: z.string(), fr: z.string() });

export const writeMode = z.enum(["append", "overwrite", "merge"]);

export const settingDescription = z.object({
  name: z.string(),
  is_required: z.boolean(),
  is_secret: z.boolean(),
  is_advanced: z.boolean(),
  is_multiline: z.boolean(),
  title: bilingual,
  about: bilingual,
  placeholder: z.string().nullable(),
  /** What each of its values is called, where it has only a few. */
  choices: z.record(z.string(), bilingual),
  /** JSON Schema of the value, its default included. */
  schema: z.record(z.string(), z.unknown()),
});
export type SettingDescription = z.infer<typeof settingDescription>;

const connector = z.object({
  /** "yotpo-loyalty" */
  id: z.string(),
  title: bilingual,
  about: bilingual,
  settings: z.array(settingDescription),
  /** true: only who holds `connect:local` may use it (it starts programs, or reads and writes this machine's folders). */
  is_local: z.boolean(),
});

/** GET /connect/sources */
export const sourceConnector = connector.meta({ id: "ConnectSource" });
export type SourceConnector = z.infer<typeof sourceConnector>;

/** GET /connect/destinations */
export const destinationConnector = connector
  .extend({
    guarantee: z.enum(["exactly_once", "at_least_once"]),
    guarantee_note: bilingual,
    modes: z.array(writeMode),
  })
  .meta({ id: "ConnectDestination" });
export type DestinationConnector = z.infer<typeof destinationConnector>;

/** What a check with a real call found. */
export const checkReport = z
  .object({
    is_ok: z.boolean(),
    source: z.object({ is_ok: z.boolean(), message: z.string(), setting: z.string().nullable() }),
    destination: z.object({ is_ok: z.boolean(), message: z.string(), setting: z.string().nullable() }),
  })
  .meta({ id: "ConnectCheck" });
export type ConnectCheck = z.infer<typeof checkReport>;

/** A stream as a source offers it (POST /connect/discover). */
export const offeredStream = z
  .object({
    name: z.string(),
    about: z.string(),
    primary_key: z.array(z.string()),
    is_incremental: z.boolean(),
    fields: z.array(z.object({ name: z.string(), type: z.string() })),
  })
  .meta({ id: "OfferedStream" });
export type OfferedStream = z.infer<typeof offeredStream>;
