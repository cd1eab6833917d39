import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Pool } from "pg";
import type { Clock } from "@millrace/platform/clock";
import { Broken } from "@millrace/platform/errors";
import type { Database } from "@millrace/platform/db";
import type { Logger } from "@millrace/platform/telemetry";
import { ClaimGate, claimsOfDbos } from "./claim-gate.ts";
import { ExecutionRegistry, type EngineCore, type EnqueueRequest, type RunPlace } from "./core.ts";
import { withDurableClient } from "./durable-client.ts";
import { openDurableConnections } from "./durable-connections.ts";
import { DurableEngine } from "./durable-engine.ts";
import type { Engine, QueueSettings } from "./engine.ts";
import { durableConfig, ensureSchema, withSchemaLock } from "./engine-schema.ts";
import { Queues } from "./queues.ts";
import { readOutcome, type RunOutcome } from "./run-outcome.ts";
import { EventBell } from "./event-bell.ts";
import { RunWatch } from "./run-watch.ts";
import { runWorkflow } from "./run-workflow.ts";
import type { Schedule } from "./schedule.ts";
import { Supervisor } from "./supervisor.ts";
import type { EngineTelemetry } from "./telemetry.ts";
import type { ReadOutcomes } from "./workflow-context.ts";
import { assertWorkflowId, type WorkflowHandler } from "./workflow.ts";

export interface EngineOptions {
  databaseUrl: string;
  /** The product's pool, for the engine's own tables; it stays the caller's to close. */
  pool: Pool;
  /** Name of this worker slot ("worker-1"); each start gets an id of its own from it. */
  workerId: string;
  /** Runs of an older version are taken on or left by their workflow's `onDeploy`. */
  applicationVersion: string;
  queues: readonly QueueSettings[];
  handlers: readonly WorkflowHandler[];
  /** Started at their times by every process but `web`; default none. */
  schedules?: readonly Schedule[];
  /** `web` starts, cancels and lists but runs nothing. */
  role: "all" | "web" | "worker";
  log: Logger;
  clock: Clock;
  telemetry?: EngineTelemetry;
  /** For backoff; default Math.random. */
  random?: () => number;
}

/** Queues and levels that are asked side by side; more take turns. */
const mostQueues = 64;

/** DBOS is one per process. */
let isOpen = false;

/** Opens the process's engine. Throws `Broken` when one is open already or the tables are missing. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  if (isOpen) throw new Broken("This process has an engine already: dispose it before opening another.");
  isOpen = true;
  try {
    return await launch(options);
  } catch (error) {
    await DBOS.shutdown({ deregister: true });
    isOpen = false;
    throw error;
  }
}

async function launch(options: EngineOptions): Promise<Engine> {
  const log = options.log.child({ part: "engine" });
  const durable = openDurableConnections(options.databaseUrl, log);
  try {
    return await launchOn(durable, options, log);
  } catch (error) {
    await durable[Symbol.asyncDispose]();
    throw error;
  }
}

async function launchOn(durable: Database, options: EngineOptions, log: Logger): Promise<Engine> {
  const queues = new Queues(options.pool, options.queues);
  for (const { definition } of options.handlers) queues.assertKnown(definition);
  const executorId = `${options.workerId}#${randomUUID().slice(0, 8)}`;
  const drain = new AbortController();
  setMaxListeners(0, drain.signal);
  const executions = new ExecutionRegistry();
  const gate = new ClaimGate();
  const watch = new RunWatch({
    databaseUrl: options.databaseUrl,
    pool: options.pool,
    log,
    localRunIds: () => executions.runIds(),
    onStopped: (runId, how) => executions.of(runId).forEach((execution) => execution.abort(how)),
    onRing: () => gate.ring(),
  });
  const bell = new EventBell(options.pool, log, () => gate.ring());
  // Bound here, where no workflow runs: whatever a handler or step asks of the engine runs outside its own context.
  const outside = AsyncLocalStorage.snapshot();
  const core: EngineCore = {
    executorId,
    pool: options.pool,
    log: options.log,
    clock: options.clock,
    random: options.random ?? Math.random,
    telemetry: options.telemetry ?? {},
    watch,
    bell,
    executions,
    draining: drain.signal,
    enqueue: (request) => enqueue(request, { queues, bell, outside, version: options.applicationVersion }),
  };
  const readOutcomes: ReadOutcomes = (runIds, ...signals) => outside(() => readEnds(watch, runIds, signals));

  register(core, options.handlers, readOutcomes);
  const supervisor = new Supervisor({
    core,
    executorId,
    role: options.role,
    version: options.applicationVersion,
    handlers: options.handlers,
  });
  await withSchemaLock(durable.pool, async (client) => {
    await ensureSchema(client, durable.pool, options.databaseUrl, log);
    await withDurableClient({ pool: durable.pool, databaseUrl: options.databaseUrl, log }, (known) =>
      queues.registerAll(known),
    );
    // The heartbeat comes before the first claim: a run held by nobody known would have to wait for the orphan sweep.
    await supervisor.announce();
    DBOS.setConfig({
      ...durableConfig(durable.pool, options.databaseUrl, log),
      executorID: executorId,
      applicationVersion: options.applicationVersion,
      // A question that the gate holds keeps its lane: one for each queue and level.
      maxConcurrentQueueDispatches: mostQueues,
      ...(options.role === "web" ? { listenQueues: [] } : {}),
    });
    await DBOS.launch();
    gate.install(claimsOfDbos());
  });
  await watch.start();
  await supervisor.start();
  const engine = new DurableEngine({
    core,
    outside,
    readOutcomes,
    drain,
    queues,
    schedules: options.schedules ?? [],
    executorId,
    version: options.applicationVersion,
    supervisor,
    gate,
    durable,
    onClosed: () => (isOpen = false),
  });
  await engine.scheduler.declare();
  if (options.role !== "web") engine.scheduler.start();
  log.info({ executorId, role: options.role, version: options.applicationVersion }, "engine open");
  return engine;
}

function register(core: EngineCore, handlers: readonly WorkflowHandler[], readOutcomes: ReadOutcomes): void {
  const ids = new Set<string>();
  for (const handler of handlers) {
    const { id } = handler.definition;
    assertWorkflowId(handler.definition);
    if (ids.has(id)) throw new Broken(`Workflow ${id} has two handlers.`);
    ids.add(id);
    const run = async (input: unknown, place: RunPlace): Promise<unknown> => {
      const runId = DBOS.workflowID;
      if (runId === undefined) throw new Broken(`Workflow ${id} was called outside a run.`);
      return runWorkflow(core, handler, { runId, input, place }, readOutcomes);
    };
    DBOS.registerWorkflow(run, { name: id });
  }
}

async function enqueue(
  request: EnqueueRequest,
  engine: { queues: Queues; bell: EventBell; outside: <T>(run: () => T) => T; version: string },
): Promise<string> {
  const { definition, level } = request;
  assertWorkflowId(definition);
  const queueKey = engine.queues.keyOf({
    workflow: definition.id,
    queue: definition.queue,
    queueKey: request.queueKey,
  });
  const queueName = engine.queues.nameOf(definition.queue, level);
  const registered = engine.outside(() => engine.queues.register(queueName));
  const place: RunPlace = { level, queue: queueName, ...(queueKey === null ? {} : { key: queueKey }) };
  // Not after an await: DBOS numbers the start as it is called, and replay must find the same number.
  const enqueued = DBOS.enqueueWorkflowWithOptions(
    {
      workflowName: definition.id,
      workflowID: request.runId,
      queueName,
      priority: request.priority,
      appVersion: engine.version,
      ...(queueKey === null ? {} : { queuePartitionKey: queueKey }),
      ...(request.delayMs > 0 ? { delaySeconds: request.delayMs / 1000 } : {}),
    },
    request.input,
    place,
  );
  const [handle] = await Promise.all([enqueued, registered]);
  engine.bell.ring();
  return handle.workflowID;
}

async function readEnds(
  watch: RunWatch,
  runIds: readonly string[],
  signals: AbortSignal[],
): Promise<RunOutcome[]> {
  const awaited = new Set(runIds).size;
  await watch.untilEnded(runIds, (ended) => ended.size === awaited, ...signals);
  const outcomes: RunOutcome[] = [];
  for (const runId of runIds) outcomes.push(await readOutcome(runId));
  return outcomes;
}
