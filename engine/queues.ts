import { DBOS, type DBOSClient } from "@dbos-inc/dbos-sdk";
import { Broken } from "@millrace/platform/errors";
import type { QueueSettings } from "./engine.ts";

export const defaultQueue: QueueSettings = { name: "default", concurrency: null, workerConcurrency: 20 };

const defaultPollingMs = 15;

type QueueOptions = NonNullable<Parameters<typeof DBOS.registerQueue>[1]>;

/**
 * The queues and their levels. A parent that waits for its children holds its place in its queue, so children run in a
 * queue of their own (`posts/1` under `posts`): a wait always goes one level down and can't close a circle.
 * A level's queue is made when the first child needs it.
 */
export class Queues {
  readonly #settings: Map<string, QueueSettings>;
  readonly #registered = new Map<string, Promise<void>>();

  constructor(settings: readonly QueueSettings[]) {
    this.#settings = new Map([defaultQueue, ...settings].map((queue) => [queue.name, queue]));
    for (const { name } of settings) {
      if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Broken(`Queue name "${name}" must be kebab-case.`);
    }
  }

  /** Before the launch: registers every declared queue and brings the levels made earlier up to today's settings. */
  async registerAll(client: DBOSClient): Promise<void> {
    const known = (await client.listQueues())
      .map((queue) => queue.name)
      .filter((name) => this.#settings.has(baseOf(name)));
    for (const name of new Set([...this.#settings.keys(), ...known])) {
      await client.registerQueue(name, this.#optionsOf(name));
      this.#registered.set(name, Promise.resolve());
    }
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
    const registering = DBOS.registerQueue(name, this.#optionsOf(name)).then(() => undefined);
    this.#registered.set(name, registering);
    // A failed registration is thrown to whoever waits for it, and tried again by the next start.
    registering.catch(() => this.#registered.delete(name));
    return registering;
  }

  #optionsOf(name: string): QueueOptions {
    const settings = this.#settings.get(baseOf(name));
    if (settings === undefined) throw new Broken(`Queue "${baseOf(name)}" is not declared.`);
    return {
      workerConcurrency: Math.min(
        settings.workerConcurrency,
        settings.concurrency ?? settings.workerConcurrency,
      ),
      ...(settings.concurrency === null ? {} : { globalConcurrency: settings.concurrency }),
      minPollingIntervalMs: settings.pollingMs ?? defaultPollingMs,
      onConflict: "always_update",
    };
  }
}

function baseOf(name: string): string {
  return name.split("/")[0] ?? name;
}
