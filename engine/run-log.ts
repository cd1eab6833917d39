import { Broken } from "@millrace/platform/errors";
import { redact, redactText } from "@millrace/platform/telemetry";
import type { RunLogLine } from "./operations.ts";

/** How many of a run's lines are kept; older ones make room. */
export const mostLines = 1_000;
/** Lines added before the oldest are dropped again: not worth a statement each time. */
const linesBetweenDrops = 200;
/** How long a line waits for others to be written with, unless its step ends first. */
const gatherMs = 250;
/** Longest message, in characters: a log is no place for documents. */
const longestMessage = 2_000;
/** Longest facts, in characters of JSON. */
const longestFacts = 8_000;

/** A line as it is stored. */
export interface KeptLine extends RunLogLine {
  /** Which of the handler's own lines it is, from 1; null for a line of a step or of the engine. */
  handlerLine: number | null;
}

/** Where one run's lines are kept. */
export interface RunLogStore {
  /** Oldest first. */
  add(lines: readonly KeptLine[]): Promise<void>;
  /** Drops all but the newest `mostLines` and remembers how many, with the `skipped` ones that were never added. */
  dropOld(skipped: number): Promise<void>;
}

/**
 * Gathers what one execution logs and writes it in batches: at the latest `gatherMs` after the line, and before the
 * outcome of the step that said it is stored. An execution that says nothing costs nothing.
 */
export class RunLog {
  readonly #store: RunLogStore;
  #waiting: { text: string; handlerLine: number | null }[] = [];
  #skipped = 0;
  #sinceDrop = 0;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #failure: { error: unknown } | null = null;

  constructor(store: RunLogStore) {
    this.#store = store;
  }

  /** true when `flush` has nothing to wait for. */
  get isFlushed(): boolean {
    return this.#waiting.length === 0 && this.#failure === null;
  }

  /** Takes a line as the logger wrote it. */
  add(text: string, handlerLine: number | null): void {
    this.#waiting.push({ text, handlerLine });
    if (this.#waiting.length > mostLines) {
      this.#waiting.shift();
      this.#skipped += 1;
    }
    this.#timer ??= setTimeout(() => {
      this.flush().catch((error: unknown) => (this.#failure = { error }));
    }, gatherMs);
  }

  /** Resolves when everything added so far is stored. Throws what an earlier, timed write threw. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#failure !== null) {
      const { error } = this.#failure;
      this.#failure = null;
      throw error;
    }
    const lines = this.#waiting;
    if (lines.length === 0) return;
    const skipped = this.#skipped;
    this.#waiting = [];
    this.#skipped = 0;
    await this.#store.add(lines.map(({ text, handlerLine }) => ({ ...toRunLogLine(text), handlerLine })));
    this.#sinceDrop += lines.length;
    if (this.#sinceDrop < linesBetweenDrops && skipped === 0) return;
    this.#sinceDrop = 0;
    await this.#store.dropOld(skipped);
  }
}

/** How our loggers begin every line. */
const lineHead = /^\{"level":"(?<level>[^"]*)","time":"(?<time>[^"]*)"/;

/**
 * What a logger wrote, as a line of a run: secrets by shape go too, and what Postgres can't hold. Level and time are those
 * at its head: a fact of the same name comes after them, and stays a fact.
 */
export function toRunLogLine(text: string): RunLogLine {
  const head = lineHead.exec(text)?.groups;
  if (head === undefined) throw new Broken("A line of a run's log does not begin with its level and time.");
  const {
    msg,
    step,
    runId: _runId,
    workflow: _workflow,
    ...facts
  } = JSON.parse(text) as Record<string, unknown>;
  for (const part of ["level", "time"] as const) if (facts[part] === head[part]) delete facts[part];
  return {
    at: head["time"] ?? "",
    level: levelOf(head["level"]),
    step: typeof step === "string" ? step : null,
    message: shortened(redactText(storable(typeof msg === "string" ? msg : "")), longestMessage),
    facts: boundedFacts(storableParts(redact(facts)) as RunLogLine["facts"]),
  };
}

function levelOf(level: unknown): RunLogLine["level"] {
  if (level === "debug" || level === "info" || level === "warn") return level;
  return level === "trace" ? "debug" : "error";
}

function boundedFacts(facts: RunLogLine["facts"]): RunLogLine["facts"] {
  const text = JSON.stringify(facts);
  return text.length <= longestFacts ? facts : { shortened: shortened(text, longestFacts) };
}

function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).toWellFormed()}…`;
}

/** Postgres takes neither NUL nor half a surrogate pair. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}

function storableParts(value: unknown): unknown {
  if (typeof value === "string") return storable(value);
  if (Array.isArray(value)) return value.map(storableParts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [storable(name), storableParts(part)]),
  );
}
