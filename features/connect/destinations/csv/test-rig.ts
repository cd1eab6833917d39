import { safeCell } from "@millrace/platform/exports";
import type { Value } from "../../values/value.ts";
import { writeJson } from "../../values/write-json.ts";
import { openFolderRig } from "../files/testing/folder-rig.ts";
import type { DestinationRig } from "../testing/rig.ts";
import { csvRecords } from "./csv-records.ts";
import { csvDestination } from "./destination.ts";

/** CSV files in a temporary folder. */
export function openCsvRig(): Promise<DestinationRig & { folder: string }> {
  return openFolderRig({
    destination: csvDestination,
    settings: { delimiter: ",", bom: false },
    rowsOf: (bytes) => Promise.resolve(readCsv(bytes.toString("utf8"))),
    // Every field is a text.
    seen: (value, type) => safeCell(typeof value === "string" && type !== "json" ? value : writeJson(value)),
  });
}

/** The rows of a CSV text by the names in its first line. */
export function readCsv(text: string, delimiter = ","): Record<string, Value>[] {
  const [header, ...records] = [...csvRecords(text, delimiter)];
  return records.map(({ fields }) =>
    Object.fromEntries(fields.map((field, at) => [header?.fields[at] ?? "", field])),
  );
}
