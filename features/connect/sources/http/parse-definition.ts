import { parseDocument } from "yaml";
import type { z } from "zod";
import { definition, type Definition } from "./definition.ts";

/** Far more than any API takes to describe. */
const mostCharacters = 200_000;
/** A variable without quotes, which YAML takes for a mapping. */
const BARE_VARIABLE = /^[^#"']*[:-]\s+\{\{/u;

/** A definition, or what is wrong with it: one sentence for each fault, with the path it is at. */
export type ParsedDefinition = { definition: Definition } | { faults: string[] };

/** Reads the YAML text or the object of a definition. */
export function parseDefinition(given: unknown): ParsedDefinition {
  const read = typeof given === "string" ? readYaml(given) : { value: given };
  if ("faults" in read) return read;
  const parsed = definition.safeParse(read.value);
  return parsed.success ? { definition: parsed.data } : { faults: parsed.error.issues.map(sentenceOf) };
}

/** YAML, or JSON, which is YAML as well. */
function readYaml(text: string): { value: unknown } | { faults: string[] } {
  if (text.length > mostCharacters)
    return { faults: [`the definition has more than ${mostCharacters.toLocaleString("en")} characters`] };
  const bare = text.split("\n").findIndex((line) => BARE_VARIABLE.test(line));
  if (bare !== -1) return { faults: [`line ${bare + 1}: put {{ … }} between quotes`] };
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  return error === undefined
    ? { value: document.toJS({ maxAliasCount: 100 }) as unknown }
    : { faults: [`the definition is no YAML: ${error.message.split("\n")[0] ?? ""}`] };
}

/** "streams[0].paginator: “kursor” …" */
function sentenceOf(issue: z.core.$ZodIssue): string {
  const place = placeOf(issue.path);
  if (place === "" && issue.code === "invalid_type")
    return "the definition is no mapping with base_url and streams";
  if (issue.message.endsWith("received undefined")) return `${place} is missing`;
  return place === "" ? reasonOf(issue) : `${place}: ${reasonOf(issue)}`;
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_key") return issue.issues.map((inner) => inner.message).join("; ");
  if (issue.code === "invalid_type")
    return `must be ${issue.expected === "record" ? "a mapping" : issue.expected}`;
  return issue.message.replace(/^Invalid (?:input|option): /u, "");
}

/** "streams[0].query.since" */
export function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((step, at) => (typeof step === "number" ? `[${step}]` : `${at === 0 ? "" : "."}${String(step)}`))
    .join("");
}
