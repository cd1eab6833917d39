import { safeCell } from "@millrace/platform/exports";
import { z } from "zod";
import { setting } from "../../connectors/settings.ts";
import { defineFileDestination } from "../files/define-file-destination.ts";
import { fileSettings } from "../files/file-settings.ts";
import { csvFormat } from "./csv-format.ts";

const settings = z.strictObject({
  ...fileSettings,
  delimiter: setting(z.enum([",", ";", "|", "tab"]).default(","), {
    title: { en: "Delimiter", fr: "Séparateur" },
    about: {
      en: "Stands between fields. Spreadsheets in French and German expect a semicolon.",
      fr: "Sépare les champs. Les tableurs en français attendent un point-virgule.",
    },
    advanced: true,
  }),
  bom: setting(z.boolean().default(false), {
    title: { en: "Byte order mark", fr: "Marque d'ordre des octets" },
    about: {
      en: "At the beginning of each new file; without it Excel takes UTF-8 for something else.",
      fr: "Au début de chaque nouveau fichier ; sans elle, Excel ne reconnaît pas l'UTF-8.",
    },
    advanced: true,
  }),
});

/** A CSV file per stream, or per sync: RFC 4180. */
export const csvDestination = defineFileDestination({
  id: "csv",
  title: { en: "CSV files", fr: "Fichiers CSV" },
  about: {
    en: "Comma-separated files in a folder or an S3-compatible bucket.",
    fr: "Des fichiers CSV dans un dossier ou un seau compatible S3.",
  },
  settings,
  columnName: safeCell,
  format: ({ delimiter, bom }) => csvFormat({ delimiter: delimiter === "tab" ? "\t" : delimiter, bom }),
  place: (all) => all,
});
