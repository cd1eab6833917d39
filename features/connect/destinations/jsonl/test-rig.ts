import { parseJson } from "../../values/parse-json.ts";
import type { Value } from "../../values/value.ts";
import { openFolderRig } from "../files/testing/folder-rig.ts";
import type { DestinationRig } from "../testing/rig.ts";
import { jsonlDestination } from "./destination.ts";

/** JSON Lines in a temporary folder. */
export function openJsonlRig(): Promise<DestinationRig & { folder: string }> {
  return openFolderRig({
    destination: jsonlDestination,
    rowsOf: (bytes) => Promise.resolve(readJsonl(bytes.toString("utf8"))),
  });
}

export const readJsonl = (text: string): Record<string, Value>[] =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => parseJson(line) as Record<string, Value>);
