import { parse } from "yaml";
import { z } from "zod";
import { setting } from "../../connectors/settings.ts";
import { faultsOf } from "./check-definition.ts";
import type { Definition } from "./definition.ts";
import { parseDefinition } from "./parse-definition.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Names and values: as a mapping, or as its YAML text, whose values are all texts with the schema "failsafe". */
function named<Item extends z.ZodType>(item: Item, schema: "core" | "failsafe") {
  const mapping = z.record(z.string().regex(/^\w+$/u, "a name has letters, digits and _ only"), item);
  return z
    .union([mapping, z.string().max(20_000)])
    .transform((given, context): z.output<typeof mapping> => {
      if (typeof given !== "string") return given;
      const parsed = mapping.safeParse(readMapping(given, schema));
      if (parsed.success) return parsed.data;
      context.addIssue({ code: "custom", message: "must have lines of the form name: value" });
      return z.NEVER;
    })
    .default({});
}

function readMapping(text: string, schema: "core" | "failsafe"): unknown {
  try {
    return text.trim() === "" ? {} : (parse(text, { schema }) as unknown);
  } catch {
    // What YAML can't read is no mapping either, and its own message could quote a secret.
    return null;
  }
}

/** Settings of the declarative source. */
export const httpSettings = z
  .strictObject({
    definition: setting(
      z
        .union([z.string().min(1), z.record(z.string(), z.unknown())], {
          error: "must be YAML, or a mapping with base_url and streams",
        })
        .transform((given, context): Definition => {
          const parsed = parseDefinition(given);
          if ("definition" in parsed) return parsed.definition;
          for (const message of parsed.faults) context.addIssue({ code: "custom", message });
          return z.NEVER;
        }),
      {
        title: { en: "Definition", fr: "Définition" },
        about: {
          en: "The API in YAML: its address, how it is signed in to and paged, and its streams.",
          fr: "L'API en YAML : son adresse, comment on s'y connecte, comment elle pagine, et ses flux.",
        },
        placeholder:
          "base_url: https://api.example.com\nstreams:\n  - name: customers\n    path: /customers\n    records: data",
        multiline: true,
      },
    ),
    secrets: setting(named(z.string(), "failsafe"), {
      title: { en: "Secrets", fr: "Secrets" },
      about: {
        en: "What the definition uses as {{ secrets.name }}, one name: value per line; a value may be a reference (env:NAME).",
        fr: "Ce que la définition utilise comme {{ secrets.nom }}, un nom: valeur par ligne ; une valeur peut être une référence (env:NOM).",
      },
      secret: true,
      multiline: true,
    }),
    config: setting(named(scalar, "core"), {
      title: { en: "Variables", fr: "Variables" },
      about: {
        en: "What the definition uses as {{ config.name }}, one name: value per line.",
        fr: "Ce que la définition utilise comme {{ config.nom }}, un nom: valeur par ligne.",
      },
      multiline: true,
      advanced: true,
    }),
  })
  .superRefine(({ definition, secrets, config }, context) => {
    const names = { secrets: Object.keys(secrets), config: Object.keys(config) };
    for (const message of faultsOf(definition, names))
      context.addIssue({ code: "custom", message, path: ["definition"] });
  });
export type HttpSettings = z.output<typeof httpSettings>;
