import { hostname } from "node:os";
import { readlinkSync } from "node:fs";
import { codeOf, messageOf } from "@millrace/platform/errors";
import type { EngineCore } from "./core.ts";
import { takeOverOrphans } from "./queries/put-back-runs.ts";
import {
  adoptRuns,
  beat,
  findDeadWorkers,
  findLost,
  removeWorker,
  takeOverWorker,
  type WorkerHome,
} from "./queries/workers.ts";
import { waitFor } from "./waiting.ts";
import type { WorkflowHandler } from "./workflow.ts";

const heartbeatMs = 1_000;
/** Six missed heartbeats: longer than a garbage collection or a slow disk, short enough to take over within 15 s. */
export const deadAfterMs = 6_000;

/** Postgres's codes for a lock that was waited for too long, and for two that waited for each other. */
const busyCodes = ["55P03", "40P01"];

interface Options {
  core: EngineCore;
  executorId: string;
  role: "all" | "web" | "worker";
  version: string;
  handlers: readonly WorkflowHandler[];
}

/**
 * Heartbeat of this process and takeover of dead ones.
 *
 * Every start gets an executor id of its own: two processes configured alike never share runs, and DBOS's own recovery
 * (which would run them through its internal queue, polled once a second and by web processes too) finds nothing. What a
 * crashed start leaves is taken over like any dead worker's, at once when its pid on this machine is gone.
 */
export class Supervisor implements AsyncDisposable {
  readonly #options: Options;
  readonly #home: WorkerHome;
  readonly #closing = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
    this.#home = {
      workerId: options.executorId,
      role: options.role,
      version: options.version,
      pid: process.pid,
      hostname: hostname(),
      pidNamespace: pidNamespace(),
    };
  }

  /** The first heartbeat. */
  async announce(): Promise<void> {
    await beat(this.#options.core.pool, this.#home);
  }

  /** Takes over what dead workers left, then goes on beating and looking. */
  async start(): Promise<void> {
    await this.#superviseOnce();
    this.#loop = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#loop;
    await removeWorker(this.#options.core.pool, this.#options.executorId);
  }

  async #run(): Promise<void> {
    const { core } = this.#options;
    while (await waitFor(heartbeatMs, this.#closing.signal)) {
      try {
        const wasKnown = await beat(core.pool, this.#home);
        if (!wasKnown) await this.#letGoOfLostRuns();
        // A draining process has left DBOS: it only shows that it lives.
        if (!core.draining.aborted) await this.#superviseOnce();
      } catch (error) {
        core.log.warn({ reason: messageOf(error) }, "heartbeat failed, trying again");
      }
    }
  }

  async #superviseOnce(): Promise<void> {
    if (this.#options.role === "web") return;
    const { core } = this.#options;
    for (const dead of await findDeadWorkers(core.pool, this.#home, deadAfterMs, isAlive))
      await this.#unlessBusy(() => this.#takeOver(dead));
    await this.#unlessBusy(() => this.#takeOverOrphans());
    await this.#adoptOldVersions();
  }

  /** One dead worker's runs back on their queues. Its row is locked meanwhile, so exactly one process does it. */
  async #takeOver(dead: { workerId: string; isSilent: boolean }): Promise<void> {
    const { core } = this.#options;
    const runs = await takeOverWorker(core.pool, dead, deadAfterMs);
    if (runs === null) return;
    core.bell.ring();
    core.log.warn({ deadWorker: dead.workerId, runs }, "took over a dead worker's runs");
  }

  /** Runs held by nobody known: their worker died after it was taken for dead and before its next heartbeat. */
  async #takeOverOrphans(): Promise<void> {
    const { core } = this.#options;
    const runs = await takeOverOrphans(core.pool, deadAfterMs);
    if (runs === 0) return;
    core.bell.ring();
    core.log.warn({ runs }, "took over runs that no worker held");
  }

  /** Somebody stops one of the runs at this moment: the next look finds it stopped, and takes the others. */
  async #unlessBusy(takeOver: () => Promise<void>): Promise<void> {
    try {
      await takeOver();
    } catch (error) {
      if (!busyCodes.includes(codeOf(error) ?? "")) throw error;
      this.#options.core.log.debug({ reason: messageOf(error) }, "a takeover waits for the next look");
    }
  }

  /** This process was taken for dead (it was paused, or the database was away): what is no longer its own stops here. */
  async #letGoOfLostRuns(): Promise<void> {
    const { core, executorId } = this.#options;
    const lost = await findLost(core.pool, executorId, core.executions.runIds());
    for (const runId of lost)
      for (const execution of core.executions.of(runId)) execution.abort("superseded");
    core.log.warn(
      { lost: lost.length },
      "this worker was taken for dead and lets go of what others took over",
    );
  }

  async #adoptOldVersions(): Promise<void> {
    const { core, version, handlers } = this.#options;
    const workflows = handlers
      .filter((handler) => handler.definition.onDeploy === "continue")
      .map((handler) => handler.definition.id);
    const adopted = await adoptRuns(core.pool, version, workflows, deadAfterMs);
    if (adopted === 0) return;
    core.bell.ring();
    core.log.info({ runs: adopted, version }, "runs of an older version go on under this one");
  }
}

/** true when a process with this id exists on this machine, whoever owns it. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** Linux only: pids can be compared within one namespace and not beyond. */
function pidNamespace(): string | null {
  return process.platform === "linux" ? readlinkSync("/proc/self/ns/pid") : null;
}
