import { z } from "zod";
import { defineFileDestination } from "../files/define-file-destination.ts";
import { fileSettings } from "../files/file-settings.ts";
import { jsonlFormat } from "./jsonl-format.ts";

/** A file of JSON Lines per stream, or per sync. */
export const jsonlDestination = defineFileDestination({
  id: "jsonl",
  title: { en: "JSON Lines files", fr: "Fichiers JSON Lines" },
  about: {
    en: "One JSON object per line, in a folder or an S3-compatible bucket. Nothing is lost: numbers keep every digit.",
    fr: "Un objet JSON par ligne, dans un dossier ou un seau compatible S3. Rien ne se perd : les nombres gardent tous leurs chiffres.",
  },
  settings: z.strictObject(fileSettings),
  columnName: (field) => field.toWellFormed(),
  format: () => jsonlFormat,
  place: (settings) => settings,
});
