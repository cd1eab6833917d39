import { z } from "zod";
import { defineFileDestination } from "../files/define-file-destination.ts";
import { fileSettings } from "../files/file-settings.ts";
import { parquetFormat } from "./parquet-format.ts";

/** A Parquet file per stream, or per sync. */
export const parquetDestination = defineFileDestination({
  id: "parquet",
  title: { en: "Parquet files", fr: "Fichiers Parquet" },
  about: {
    en: "Typed columns, compressed with Snappy, in a folder or an S3-compatible bucket: for DuckDB, Spark, Athena and the like.",
    fr: "Des colonnes typées, compressées avec Snappy, dans un dossier ou un seau compatible S3 : pour DuckDB, Spark, Athena et autres.",
  },
  settings: z.strictObject(fileSettings),
  columnName: (field) => field.toWellFormed(),
  format: () => parquetFormat,
  place: (settings) => settings,
});
