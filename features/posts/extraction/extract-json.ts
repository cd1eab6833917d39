import type { Wall, WallKind } from "../contract.ts";
import type { Candidate } from "./candidate.ts";
import type { Statements } from "./extract-document.ts";
import { isObject, objectAt, stringAt } from "./json-access.ts";
import { readTolerantJson } from "./tolerant-json.ts";
import { candidateFromUpdate } from "./voyager/candidate-from-update.ts";
import { EntityGraph } from "./voyager/entity-graph.ts";
import { findUpdates } from "./voyager/find-updates.ts";
import { wallOf } from "./wall.ts";

/** Reads API answers of either shape; several answers of one page complete each other. */
export function candidatesFromAnswers(answers: readonly { value: unknown; path: string }[]): Candidate[] {
  const graph = graphOfAnswers(answers);
  return findUpdates(answers, graph).map(({ update, path }) => candidateFromUpdate(update, path, graph));
}

/** The entities of all answers of one page. */
export function graphOfAnswers(answers: readonly { value: unknown }[]): EntityGraph {
  const graph = new EntityGraph();
  for (const answer of answers) graph.add(unwrap(answer.value));
  return graph;
}

function unwrap(value: unknown): unknown {
  const inner = isObject(value) && !Array.isArray(value.included) ? value.body : undefined;
  return isObject(inner) ? inner : value;
}

/** Reads a file of JSON: one answer, or one answer per line. */
export function extractJson(text: string, name: string): Statements {
  const answers = readAnswers(text);
  if (typeof answers === "string") {
    return {
      candidates: [],
      wall: wallOf("not_a_post", name, "The file begins like JSON but cannot be read."),
      problems: [`json_unreadable: ${answers.slice(0, 160)}`],
    };
  }
  const candidates = candidatesFromAnswers(answers);
  return {
    candidates,
    wall: candidates.length === 0 ? jsonWall(answers[0]?.value, name) : null,
    problems: [],
  };
}

/** The answers of a file with the paths their evidence begins with (`$`, `line 3`), or why it cannot be read. */
export function readAnswers(text: string): { value: unknown; path: string }[] | string {
  const whole = readTolerantJson(text);
  if (whole.ok) return [{ value: whole.value, path: "$" }];
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const read = lines.map((line, index) => ({ reading: readTolerantJson(line), path: `line ${index + 1}` }));
  const good = read.flatMap(({ reading, path }) => (reading.ok ? [{ value: reading.value, path }] : []));
  return good.length === 0 || lines.length < 2 ? whole.error : good;
}

/** How an API refuses: by status or by its message. */
const refusals: readonly { wall: WallKind; statuses: readonly number[]; words: RegExp }[] = [
  { wall: "challenge", statuses: [], words: /challenge|captcha/i },
  { wall: "rate_limit", statuses: [429, 999], words: /too many|rate.?limit|throttl/i },
  { wall: "login", statuses: [401, 403], words: /csrf|unauthori[sz]ed|login|session/i },
];

function jsonWall(answer: unknown, name: string): Wall {
  const status = statusOf(answer) ?? statusOf(objectAt(answer, "data"));
  const words = ["message", "code", "challenge_url"].map((key) => stringAt(answer, key)).join(" ");
  const refused = refusals.find(
    (item) => (status !== null && item.statuses.includes(status)) || item.words.test(words),
  );
  if (refused === undefined) return wallOf("not_a_post", name, "The JSON holds no post.");
  return wallOf(refused.wall, name, status === null ? undefined : `The answer has status ${status}.`);
}

function statusOf(answer: unknown): number | null {
  const status = isObject(answer) ? Number(answer.status) : Number.NaN;
  return Number.isInteger(status) ? status : null;
}
