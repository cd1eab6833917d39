import { randomBytes } from "node:crypto";
import type { Writable } from "node:stream";
import { NeedsAttention, UserFacingError } from "@millrace/platform/errors";
import type { z } from "zod";
import type { ConnectorContext } from "../connectors/context.ts";
import type { SettingsSchema } from "../connectors/settings.ts";
import type { SchemaPolicy } from "../contract.ts";
import type { Destination } from "../destinations/destination.ts";
import type { Value } from "../values/value.ts";
import { writeJson } from "../values/write-json.ts";
import { LineSplitter } from "./line-splitter.ts";
import { NoSingerMessage, parseMessage, type SingerMessage } from "./messages.ts";
import { nextChunk } from "./next-chunk.ts";
import { TargetStream, type TargetParts } from "./target-stream.ts";

/** A STATE is passed on once so much was sent since the last one, or so long ago: each costs a batch of every stream. */
const rowsPerState = 5_000;
const bytesPerState = 8_000_000;
const stateEveryMs = 10_000;
/** A tap that is quiet for so long gets its STATE now. */
const quietMs = 1_000;
/** Where only a commit makes rows durable (an upload session of Treasure Data), one is made as often. */
const defaultCommitEveryMs = 5 * 60_000;

export interface SingerTargetOptions {
  /** Singer messages, one per line. */
  input: AsyncIterable<Uint8Array>;
  /** Gets the value of a STATE, one per line, once everything before it is durable. */
  output: Writable;
  destination: Destination;
  /** As `destination.settings` parses them. */
  settings: z.output<SettingsSchema>;
  /** Its signal ends everything at once. */
  context: ConnectorContext;
  /** Stops reading; what was read is delivered, and its STATE passed on. */
  stop?: AbortSignal;
  /** true: a RECORD before its SCHEMA is taken as it is; false (default): it ends the run. */
  allowRecordsBeforeSchema?: boolean;
  /** When records stop fitting the columns; default `evolve`. */
  policy?: SchemaPolicy;
  /** How often a destination that must commit does so; default five minutes. */
  commitEveryMs?: number;
}

export interface SingerTargetReport {
  /** Read, those put aside included. */
  records: number;
  /** Put aside, under the policy `discard_record`. */
  bad: number;
  streams: readonly string[];
  /** Passed on. */
  states: number;
  /** false: it was stopped before the input ended. */
  isComplete: boolean;
}

/**
 * A Singer target: delivers the messages of `input` to a destination, and passes on a STATE only when everything before it is
 * durable there. A tap that begins again from the last one it sees loses nothing; where the destination only appends, records
 * between that STATE and a crash are there twice, as Singer has it. Throws `UserFacingError` for what is no message or in no
 * order, and by the ladder what the destination throws.
 */
export async function runSingerTarget(options: SingerTargetOptions): Promise<SingerTargetReport> {
  return new SingerTarget(options).run();
}

class SingerTarget {
  readonly #options: SingerTargetOptions;
  readonly #parts: TargetParts;
  readonly #streams = new Map<string, TargetStream>();
  #line = 0;
  #records = 0;
  #states = 0;
  /** The latest STATE that was not passed on. */
  #pending: { value: Value } | null = null;
  #since = { rows: 0, bytes: 0, at: 0 };
  #committedAt: number;

  constructor(options: SingerTargetOptions) {
    const { destination, settings, context, policy = "evolve" } = options;
    const startedAt = context.now();
    this.#options = options;
    this.#committedAt = startedAt;
    this.#since.at = startedAt;
    const plannedAt = new Date(startedAt).toISOString();
    const connection = { id: "singer-target", name: "singer-target" };
    const job = { syncId: syncIdAt(plannedAt), connection, plannedAt };
    this.#parts = { destination: destination as Destination<SettingsSchema>, settings, context, job, policy };
  }

  async run(): Promise<SingerTargetReport> {
    try {
      const isComplete = await this.#readAll();
      for (const stream of this.#streams.values()) await stream.finish();
      await this.#printPending();
      return {
        records: this.#records,
        bad: [...this.#streams.values()].reduce((sum, { bad }) => sum + bad, 0),
        streams: [...this.#streams.keys()],
        states: this.#states,
        isComplete,
      };
    } catch (error) {
      await Promise.allSettled([...this.#streams.values()].map((stream) => stream.giveUp()));
      throw error;
    }
  }

  /** Resolves with whether the input was read to its end. */
  async #readAll(): Promise<boolean> {
    const { input, stop, context } = this.#options;
    const splitter = new LineSplitter();
    const chunks = nextChunk(input, [context.signal, ...(stop === undefined ? [] : [stop])]);
    for (;;) {
      const got = await chunks(this.#pending === null ? null : this.#patienceMs());
      context.signal.throwIfAborted();
      if (got === "stopped") return false;
      if (got === "quiet") await this.#pass();
      else {
        for (const line of got === "ended" ? splitter.end() : splitter.push(got)) await this.#take(line);
        if (got === "ended") return true;
      }
    }
  }

  /** How long to wait for more before a STATE is passed on. */
  #patienceMs(): number {
    const { commitEveryMs = defaultCommitEveryMs, context } = this.#options;
    return this.#waitsForCommit
      ? Math.max(quietMs, this.#committedAt + commitEveryMs - context.now())
      : quietMs;
  }

  get #waitsForCommit(): boolean {
    return [...this.#streams.values()].some((stream) => stream.waitsForCommit);
  }

  async #take(line: Buffer): Promise<void> {
    this.#line += 1;
    const message = this.#read(line);
    if (message.type === "schema") {
      await this.#streamOf(message.stream).declare(message.schema, message.keyProperties);
    } else if (message.type === "record") {
      this.#records += 1;
      this.#since.rows += 1;
      this.#since.bytes += line.byteLength;
      await this.#declared(message.stream).add(message.record, line.byteLength);
    } else if (message.type === "state") {
      this.#pending = { value: message.value };
      if (this.#isDue()) await this.#pass();
    }
  }

  #isDue(): boolean {
    const { rows, bytes, at } = this.#since;
    return rows >= rowsPerState || bytes >= bytesPerState || this.#options.context.now() - at >= stateEveryMs;
  }

  /** Makes everything durable that was read, and passes on the latest STATE, unless that takes a commit whose time has not come. */
  async #pass(): Promise<void> {
    if (this.#pending === null || this.#isTooEarly) return;
    const streams = [...this.#streams.values()];
    for (const stream of streams) await stream.flush();
    // Only now is it known of a stream's first rows.
    if (this.#isTooEarly) return;
    if (this.#waitsForCommit) this.#committedAt = this.#options.context.now();
    for (const stream of streams) await stream.makeDurable();
    await this.#printPending();
  }

  async #printPending(): Promise<void> {
    if (this.#pending === null) return;
    const { value } = this.#pending;
    this.#pending = null;
    this.#since = { rows: 0, bytes: 0, at: this.#options.context.now() };
    await print(this.#options.output, writeJson(value));
    this.#states += 1;
  }

  get #isTooEarly(): boolean {
    const { commitEveryMs = defaultCommitEveryMs, context } = this.#options;
    return this.#waitsForCommit && context.now() - this.#committedAt < commitEveryMs;
  }

  #streamOf(name: string): TargetStream {
    const known = this.#streams.get(name);
    if (known !== undefined) return known;
    const stream = new TargetStream(name, this.#parts);
    const same = [...this.#streams.values()].find(
      ({ target }) => target.toLowerCase() === stream.target.toLowerCase(),
    );
    if (same !== undefined)
      throw new NeedsAttention(
        `The streams ${same.name} and ${name} would both be delivered to ${stream.target}: rename one of them at the tap.`,
      );
    this.#streams.set(name, stream);
    return stream;
  }

  #declared(name: string): TargetStream {
    if (this.#streams.has(name) || this.#options.allowRecordsBeforeSchema === true)
      return this.#streamOf(name);
    throw new UserFacingError(
      "singer_record_before_schema",
      `Line ${this.#line} is a RECORD of the stream ${name}, and no SCHEMA of it came before. Use --allow-records-before-schema to take records as they are.`,
    );
  }

  #read(line: Buffer): SingerMessage {
    try {
      return parseMessage(line.toString());
    } catch (cause) {
      if (!(cause instanceof NoSingerMessage)) throw cause;
      throw new UserFacingError(
        "singer_message_invalid",
        `Line ${this.#line} is no Singer message: ${cause.message}. It begins with: ${line.toString().slice(0, 200)}`,
        { cause },
      );
    }
  }
}

/** "singer-20261129202707-3f9a": destinations tell by it that the sender forgets what it has sent. */
function syncIdAt(plannedAt: string): string {
  const stamp = plannedAt.replaceAll(/\D/gu, "").slice(0, 14);
  return `singer-${stamp}-${randomBytes(2).toString("hex")}`;
}

/** Resolves when the line is handed over. */
function print(output: Writable, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(`${line}\n`, (error) => (error == null ? resolve() : reject(error)));
  });
}
