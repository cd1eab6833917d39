import type { Value } from "../../values/value.ts";
import { parseJson } from "../../values/parse-json.ts";
import { writeJson } from "../../values/write-json.ts";
import { valueAt } from "./json-path.ts";

const mostCharacters = 300;
/** Where APIs usually say what went wrong. */
const usualPaths = [
  "error.message",
  "errors[0].message",
  "error_description",
  "message",
  "detail",
  "title",
  "errors[0]",
  "error",
];

/** What an API says of a request it refused, in its own words; empty when it says nothing a person could read. */
export function vendorMessage(body: Uint8Array, path: string | undefined): string {
  const text = new TextDecoder().decode(body.subarray(0, 100_000)).trim();
  const value = readJson(text);
  // A page of HTML says less than its status.
  if (value === undefined) return text.startsWith("<") ? "" : cut(text);
  for (const each of path === undefined ? usualPaths : [path, ...usualPaths]) {
    const found = valueAt(value, each) ?? null;
    if (found !== null && found !== "") return cut(typeof found === "string" ? found : writeJson(found));
  }
  return cut(text);
}

function readJson(text: string): Value | undefined {
  try {
    return parseJson(text);
  } catch {
    // Said as text then.
    return undefined;
  }
}

/** Without the full stop a sentence around it sets. */
const cut = (text: string): string =>
  (text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text).replace(/\.$/u, "");
