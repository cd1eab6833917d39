import { quoted, unparseable, type Parsed } from "./quantity.ts";

/** Every kind of space, line break included, and characters that only steer the direction of writing. */
const anySpace = /[\s\u00A0\u180E\u2000-\u200A\u202F\u205F\u3000]+/gu;
const invisible = /[\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF\u00AD]/gu;
const foreignDigit = /(?![0-9])\p{Nd}/u;

const nothingWords = new Set([
  "",
  "-",
  "--",
  "–",
  "—",
  "n/a",
  "na",
  "n.a.",
  "n.a",
  "n/d",
  "nd",
  "n.d.",
  "n.d",
  "nc",
  "n.c.",
  "null",
  "none",
  "nil",
  "no data",
  "not available",
  "aucune donnée",
  "aucune",
  "non disponible",
  "pas de données",
]);

/** A text with one kind of space, dash and quote; or why it says nothing or is not read here. */
export function normalText(text: string): Parsed<string> {
  const plain = text.replaceAll(invisible, "").replaceAll(anySpace, " ").replaceAll("−", "-").trim();
  if (nothingWords.has(plain.toLowerCase())) {
    return { problem: "no_data", detail: `It says ${plain === "" ? "nothing" : quoted(plain)}: no data.` };
  }
  if (foreignDigit.test(plain)) {
    return unparseable(`${quoted(plain)} has digits other than 0 to 9; write it with those.`);
  }
  return { ok: plain };
}
