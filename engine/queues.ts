import { DBOS, type DBOSClient } from "@dbos-inc/dbos-sdk";
import type { Pool } from "pg";
import { Broken, UserFacingError } from "@millrace/platform/errors";
import type { QueueSettings } from "./engine.ts";
import {
  closePausedQueues,
  declareTurns,
  keyUnkeyedRuns,
  pauseQueue,
  readPausedQueues,
  resumeQueue,
} from "./queries/queue-registry.ts";

export const defaultQueue: QueueSettings = { name: "default", concurrency: null, workerConcurrency: 20 };

const defaultPollingMs = 15;

type QueueOptions = NonNullable<Parameters<typeof DBOS.registerQueue>[1]>;

/**
 * The queues and their levels. A parent that waits for its children holds its place in its queue, so children run in a
 * queue of their own (`posts/1` under `posts`): a wait always goes one level down and can't close a circle.
 * A level's queue is made when the first child needs it.
 */
export class Queues {
  readonly #pool: Pool;
  readonly #settings: Map<string, QueueSettings>;
  readonly #registered = new Map<string, Promise<void>>();

  constructor(pool: Pool, settings: readonly QueueSettings[]) {
    this.#pool = pool;
    this.#settings = new Map([defaultQueue, ...settings].map((queue) => [queue.name, queue]));
    settings.forEach(assertSound);
  }

  /** Every declared queue. */
  all(): QueueSettings[] {
    return [...this.#settings.values()];
  }

  /** Before the launch: registers every declared queue and brings the levels made earlier up to today's settings. */
  async registerAll(client: DBOSClient): Promise<void> {
    const known = (await client.listQueues())
      .map((queue) => queue.name)
      .filter((name) => this.#settings.has(baseOf(name)));
    const paused = await readPausedQueues(this.#pool);
    for (const name of new Set([...this.#settings.keys(), ...known])) {
      await client.registerQueue(name, this.#optionsOf(name, paused.has(baseOf(name))));
      this.#registered.set(name, Promise.resolve());
    }
    await closePausedQueues(this.#pool);
    await declareTurns(this.#pool);
    const keyed = this.all().filter((queue) => queue.concurrencyPerKey != null);
    await keyUnkeyedRuns(
      this.#pool,
      keyed.map((queue) => queue.name),
    );
  }

  /** Nothing more is taken from it, within about a second, until it is resumed; what runs goes on. */
  async pause(name: string): Promise<void> {
    this.#assertDeclared(name);
    await pauseQueue(this.#pool, name);
  }

  async resume(name: string): Promise<void> {
    this.#assertDeclared(name);
    await resumeQueue(this.#pool, name, openConcurrency(this.#settingsOf(name)));
  }

  /** The key a run is stored with. Throws `Broken` when its queue is limited per key and there is none. */
  keyOf(run: { workflow: string; queue: string | undefined; queueKey: string | null }): string | null {
    const { name, concurrencyPerKey = null } = this.#settingsOf(run.queue ?? defaultQueue.name);
    if (concurrencyPerKey === null) return null;
    if (run.queueKey !== null && run.queueKey !== "") return run.queueKey;
    throw new Broken(
      `Queue "${name}" limits its runs per key: start workflow ${run.workflow} with a queueKey.`,
    );
  }

  /** The name of the queue for a run of `base` at `level`. */
  nameOf(base: string | undefined, level: number): string {
    const name = base ?? defaultQueue.name;
    return level === 0 ? name : `${name}/${level}`;
  }

  assertKnown(definition: { id: string; queue?: string }): void {
    const name = definition.queue ?? defaultQueue.name;
    if (!this.#settings.has(name))
      throw new Broken(`Workflow ${definition.id} names queue "${name}", which no settings declare.`);
  }

  /** Idempotent; a run may be enqueued before this resolves, it starts after. */
  register(name: string): Promise<void> {
    const known = this.#registered.get(name);
    if (known !== undefined) return known;
    const registering = this.#registerLevel(name);
    this.#registered.set(name, registering);
    // A failed registration is thrown to whoever waits for it, and tried again by the next start.
    registering.catch(() => this.#registered.delete(name));
    return registering;
  }

  async #registerLevel(name: string): Promise<void> {
    const paused = await readPausedQueues(this.#pool);
    await DBOS.registerQueue(name, this.#optionsOf(name, paused.has(baseOf(name))));
    await closePausedQueues(this.#pool);
    await declareTurns(this.#pool);
  }

  #settingsOf(base: string): QueueSettings {
    const settings = this.#settings.get(base);
    if (settings === undefined) throw new Broken(`Queue "${base}" is not declared.`);
    return settings;
  }

  #assertDeclared(name: string): void {
    if (!this.#settings.has(name))
      throw new UserFacingError(
        "queue_not_found",
        `There is no queue ${name}: check the name in the list of queues.`,
      );
  }

  #optionsOf(name: string, isPaused: boolean): QueueOptions {
    const settings = this.#settingsOf(baseOf(name));
    const { concurrency, concurrencyPerKey = null, rateLimit = null } = settings;
    return {
      workerConcurrency: isPaused ? 0 : openConcurrency(settings),
      ...(concurrency === null ? {} : { globalConcurrency: concurrency }),
      ...(concurrencyPerKey === null ? {} : { partitionConcurrency: concurrencyPerKey }),
      ...(rateLimit === null
        ? {}
        : { rateLimit: { limitPerPeriod: rateLimit.limit, periodSec: rateLimit.periodMs / 1_000 } }),
      minPollingIntervalMs: settings.pollingMs ?? defaultPollingMs,
      onConflict: "always_update",
    };
  }
}

/** What one worker runs at once while the queue is not paused. */
function openConcurrency({ workerConcurrency, concurrency }: QueueSettings): number {
  return Math.min(workerConcurrency, concurrency ?? workerConcurrency);
}

function baseOf(name: string): string {
  return name.split("/")[0] ?? name;
}

function assertSound({ name, concurrency, concurrencyPerKey = null, rateLimit = null }: QueueSettings): void {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Broken(`Queue name "${name}" must be kebab-case.`);
  if (concurrencyPerKey !== null && concurrency !== null && concurrencyPerKey > concurrency)
    throw new Broken(`Queue "${name}" allows more runs per key than in all: lower concurrencyPerKey.`);
  assertSoundRate(name, rateLimit);
}

function assertSoundRate(name: string, rateLimit: QueueSettings["rateLimit"]): void {
  if (rateLimit != null && (rateLimit.limit < 1 || rateLimit.periodMs < 1))
    throw new Broken(`Queue "${name}" has a rate limit under which nothing could start.`);
}
