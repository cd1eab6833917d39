import { z } from "zod";
import { setting } from "../../connectors/settings.ts";
import { splitCommand } from "./split-command.ts";

const jsonObject = z.record(z.string(), z.unknown());

/** An object, or its JSON. */
const objectOrJson = z
  .union([jsonObject, z.string()])
  .transform((given, context): Record<string, unknown> => {
    if (typeof given !== "string") return given;
    const parsed = jsonObject.safeParse(given.trim() === "" ? {} : readJson(given));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: "custom", message: "must be a JSON object" });
    return z.NEVER;
  });

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message could quote a secret.
    return null;
  }
}

const namedStream = z.strictObject({
  name: z.string().min(1),
  primary_key: z.array(z.string().min(1)).default([]),
  schema: jsonObject.default({}),
});

/** Settings of the source that runs a Singer tap. */
export const singerSettings = z.strictObject({
  command: setting(
    z
      .union([z.string(), z.array(z.string())])
      .transform((given) => (typeof given === "string" ? splitCommand(given) : given))
      .refine((words) => (words[0] ?? "") !== "", "names no program"),
    {
      title: { en: "Command", fr: "Commande" },
      about: {
        en: "The tap and its arguments. No shell reads it.",
        fr: "Le tap et ses arguments. Aucun interpréteur de commandes ne les lit.",
      },
      placeholder: "/opt/tap-github/bin/tap-github",
    },
  ),
  config: setting(objectOrJson.default({}), {
    title: { en: "Configuration", fr: "Configuration" },
    about: {
      en: "What the tap gets as --config: a JSON object. A value may be a reference (env:NAME, file:/path).",
      fr: "Ce que le tap reçoit par --config : un objet JSON. Une valeur peut être une référence (env:NOM, file:/chemin).",
    },
    secret: true,
    multiline: true,
  }),
  catalog: setting(
    z
      .union([z.string().min(1), jsonObject])
      .nullable()
      .default(null),
    {
      title: { en: "Catalog", fr: "Catalogue" },
      about: {
        en: "A catalog of your own: its JSON, or the path of its file. Left out, the tap is asked (--discover).",
        fr: "Un catalogue à vous : son JSON ou le chemin de son fichier. Sans lui, le tap est interrogé (--discover).",
      },
      multiline: true,
      advanced: true,
    },
  ),
  catalog_flag: setting(z.enum(["--catalog", "--properties"]).default("--catalog"), {
    title: { en: "Catalog argument", fr: "Argument du catalogue" },
    about: {
      en: "How the tap takes its catalog; older ones say --properties.",
      fr: "Comment le tap reçoit son catalogue ; les plus anciens disent --properties.",
    },
    advanced: true,
  }),
  streams: setting(
    z
      .array(
        z.union([
          z
            .string()
            .min(1)
            .transform((name) => namedStream.parse({ name })),
          namedStream,
        ]),
      )
      .default([]),
    {
      title: { en: "Streams", fr: "Flux" },
      about: {
        en: "Names of the streams, for a tap that can't say them itself (no --discover).",
        fr: "Noms des flux, pour un tap qui ne sait pas les dire lui-même (sans --discover).",
      },
      advanced: true,
    },
  ),
  environment: setting(z.array(z.string().regex(/^\w+$/u)).default(["PATH", "HOME"]), {
    title: { en: "Environment", fr: "Environnement" },
    about: {
      en: "Names of the variables of this process that the tap gets; it sees no others.",
      fr: "Noms des variables de ce processus que reçoit le tap ; il n'en voit pas d'autres.",
    },
    advanced: true,
  }),
});
export type SingerSettings = z.output<typeof singerSettings>;
