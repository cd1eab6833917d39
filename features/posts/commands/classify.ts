import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { messageOf, UserFacingError } from "@millrace/platform/errors";
import { z } from "zod";
import { classify } from "../pipeline/classify.ts";
import { loadRules } from "../rules/load-rules.ts";
import type { CompiledRules } from "../rules/compile-rules.ts";

/** Exit code when a line or the rule set was not usable. */
const EXIT_BAD_INPUT = 2;

const nullableText = z.string().nullish();
const authorField = z.union([
  nullableText,
  z.object({ name: nullableText, headline: nullableText, kind: z.enum(["person", "company"]).nullish() }),
]);
const inputLine = z.object({
  text: z.string(),
  language: nullableText,
  author: authorField,
  author_name: nullableText,
  author_headline: nullableText,
  author_kind: z.enum(["person", "company"]).nullish(),
  published_at: z
    .string()
    .refine((value) => Number.isFinite(Date.parse(value)), "is not a date")
    .nullish(),
  place: nullableText,
});

export interface ClassifyOptions {
  /** Name of a shipped rule set, or path of a .yaml file. */
  rules: string;
  /** true: one JSON object per post; false: one line for people. */
  json: boolean;
  /** The present in milliseconds; decides what is stale. */
  nowMs?: number;
}

export interface ClassifyIo {
  stdin: AsyncIterable<string | Uint8Array>;
  stdout(line: string): void;
  stderr(line: string): void;
}

/**
 * Reads one JSON object with a `text` per line and prints its classification.
 * A line that cannot be read is named on stderr and the rest goes on. Resolves with the exit code: 0, or 2 when anything was refused.
 */
export async function runClassify(options: ClassifyOptions, io: ClassifyIo): Promise<number> {
  const rules = rulesOrMessage(options.rules);
  if (typeof rules === "string") {
    io.stderr(rules);
    return EXIT_BAD_INPUT;
  }
  const nowMs = options.nowMs ?? Date.now();
  let lineNumber = 0;
  let refused = 0;
  for await (const raw of createInterface({
    input: Readable.from(asBytes(io.stdin), { objectMode: false }),
    crlfDelay: Infinity,
  })) {
    lineNumber += 1;
    const line = raw.replace(/^\ufeff/u, "").trim();
    if (line === "") continue;
    const parsed = readLine(line);
    if (typeof parsed === "string") {
      refused += 1;
      io.stderr(`Line ${lineNumber}: ${parsed}`);
    } else io.stdout(render(parsed, rules, options, nowMs));
  }
  return refused === 0 ? 0 : EXIT_BAD_INPUT;
}

function rulesOrMessage(name: string): CompiledRules | string {
  try {
    return loadRules(name);
  } catch (error) {
    if (error instanceof UserFacingError) return error.message;
    throw error;
  }
}

async function* asBytes(stdin: ClassifyIo["stdin"]): AsyncGenerator<Uint8Array> {
  for await (const chunk of stdin) yield typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk;
}

type InputLine = z.infer<typeof inputLine>;

/** The parsed line, or one sentence saying what is wrong with it. */
function readLine(line: string): InputLine | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return `this is not valid JSON (${messageOf(error)}); give one object with a "text" per line.`;
  }
  const parsed = inputLine.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  const what = (issue?.message ?? "is not readable").replace(/^Invalid input: /u, "").replace(/\.$/u, "");
  return field === ""
    ? `one object with a "text" is needed (${what}).`
    : `the field "${field}" is not usable: ${what}.`;
}

/** The author may be a name, an object, or three fields of its own. */
function authorOf(line: InputLine): {
  author_name?: string | null;
  author_headline?: string | null;
  author_kind?: "person" | "company" | null;
} {
  const author = typeof line.author === "object" ? line.author : { name: line.author };
  return {
    author_name: line.author_name ?? author?.name,
    author_headline: line.author_headline ?? author?.headline,
    author_kind: line.author_kind ?? author?.kind,
  };
}

function render(line: InputLine, rules: CompiledRules, options: ClassifyOptions, nowMs: number): string {
  const { text, language, published_at, place } = line;
  const result = classify({ text, language, published_at, place, ...authorOf(line) }, rules, nowMs);
  if (options.json) return JSON.stringify(result);
  const why = result.terms.map((term) => term.term).join(", ");
  return `${result.verdict} ${result.category} ${result.score.toFixed(2)}${why === "" ? "" : ` (${why})`}: ${line.text.replace(/\s+/gu, " ").slice(0, 80)}`;
}
