import type { Value } from "../../values/value.ts";
import { openFolderRig } from "../files/testing/folder-rig.ts";
import type { DestinationRig } from "../testing/rig.ts";
import { parquetDestination } from "./destination.ts";
import { instantOf, microsOf } from "./instants.ts";
import { parquetBatches } from "./read-parquet.ts";

/** Parquet files in a temporary folder. */
export function openParquetRig(): Promise<DestinationRig & { folder: string }> {
  return openFolderRig({
    destination: parquetDestination,
    rowsOf: (_bytes, path) => readParquet(path),
    seen: (value, type) => {
      if (typeof value !== "string" || type === "json") return value;
      const micros = type === "timestamp" ? microsOf(value) : null;
      return micros === null ? value.toWellFormed() : instantOf(micros);
    },
  });
}

/** The rows of a file, with the types its footer tells of. */
export async function readParquet(path: string): Promise<Record<string, Value>[]> {
  const all: Record<string, Value>[] = [];
  for await (const { columns, rows } of parquetBatches(path))
    for (const row of rows)
      all.push(Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
  return all;
}
