import type { DeadLetters, Engine, QueueState, WorkerState } from "@millrace/engine";
import { messageOf } from "@millrace/platform/errors";
import { readBreakers, readBudgets, type BreakerReport, type BudgetReport } from "@millrace/platform/http";
import { Gauge, Registry } from "@millrace/platform/telemetry";
import type { ServerContext } from "./context.ts";

/** What all processes share, as Prometheus sees it; read from the database for each scrape. */
export interface SharedMetrics {
  /** In the text format of Prometheus. */
  read(): Promise<string>;
}

type Context = Pick<ServerContext, "db" | "log" | "workflows"> & {
  engine: Pick<Engine, "readQueues" | "readWorkers"> & { deadLetters: Pick<DeadLetters, "countByWorkflow"> };
};

/** Longer than this, whoever scrapes has given up. */
const patienceMs = 2_000;

/**
 * Every process tells the same numbers: take `max by` of them over the processes, not `sum`. When the database does not
 * answer, `millrace_shared_state_readable` is 0 and the others are missing: no number is better than an old one.
 */
export function createSharedMetrics(context: Context): SharedMetrics {
  const registry = new Registry();
  const readable = new Gauge({
    name: "millrace_shared_state_readable",
    help: "1 when what all processes share could be read from the database for this scrape",
    registers: [registry],
  });
  const gauges = createGauges(registry);
  return {
    async read() {
      for (const gauge of Object.values(gauges)) gauge.reset();
      try {
        fill(gauges, await readState(context));
        readable.set(1);
      } catch (error) {
        context.log.warn({ reason: messageOf(error) }, "shared state not read for the metrics");
        readable.set(0);
      }
      return registry.metrics();
    },
  };
}

interface SharedState {
  queues: QueueState[];
  workers: WorkerState[];
  /** By workflow; every known one is there. */
  deadLetters: Map<string, number>;
  budgets: BudgetReport[];
  breakers: BreakerReport[];
}

async function readState({ engine, db, workflows }: Context): Promise<SharedState> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`The database did not answer within ${patienceMs} ms.`)),
    patienceMs,
  );
  try {
    const [queues, workers, counts, budgets, breakers] = await Promise.race([
      Promise.all([
        engine.readQueues(),
        engine.readWorkers(),
        engine.deadLetters.countByWorkflow(),
        readBudgets(db.pool),
        readBreakers(db.pool),
      ]),
      late.promise,
    ]);
    const deadLetters = new Map([...workflows.map((name): [string, number] => [name, 0]), ...counts]);
    return { queues, workers, deadLetters, budgets, breakers };
  } finally {
    clearTimeout(timer);
  }
}

type Gauges = ReturnType<typeof createGauges>;

/** No label holds a host, an id or anything else of which there may be many. */
function createGauges(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  return {
    queueRuns: gauge("millrace_queue_runs", "Runs on a queue by state", "queue", "state"),
    queueWait: gauge(
      "millrace_queue_oldest_wait_seconds",
      "How long the oldest waiting run has waited; 0 when none waits",
      "queue",
    ),
    queuePaused: gauge("millrace_queue_paused", "1 while a queue is paused", "queue"),
    deadLetters: gauge("millrace_dead_letters", "Runs that gave up and wait for a person", "workflow"),
    workers: gauge("millrace_workers", "Processes by role and sign of life", "role", "state"),
    budgetLimit: gauge("millrace_budget_limit_requests", "Requests permitted per period", "account"),
    budgetLeft: gauge("millrace_budget_left_requests", "Requests left in the running period", "account"),
    breakersOpen: gauge("millrace_breakers_open", "Hosts of a vendor that are left alone", "vendor"),
  };
}

function fill(gauges: Gauges, state: SharedState): void {
  state.queues.forEach((queue) => fillQueue(gauges, queue));
  for (const [workflow, count] of state.deadLetters) gauges.deadLetters.set({ workflow }, count);
  for (const { role, isAlive } of state.workers)
    gauges.workers.inc({ role, state: isAlive ? "alive" : "lost" });
  for (const { account, allowed, spent } of state.budgets) {
    gauges.budgetLimit.set({ account }, allowed);
    gauges.budgetLeft.set({ account }, Math.max(0, allowed - spent));
  }
  for (const breaker of state.breakers)
    gauges.breakersOpen.inc({ vendor: breaker.vendor }, breaker.state === "closed" ? 0 : 1);
}

function fillQueue(gauges: Gauges, queue: QueueState): void {
  const { name } = queue;
  for (const state of ["queued", "delayed", "running"] as const)
    gauges.queueRuns.set({ queue: name, state }, queue[state]);
  gauges.queueWait.set({ queue: name }, (queue.oldestWaitMs ?? 0) / 1_000);
  gauges.queuePaused.set({ queue: name }, queue.isPaused ? 1 : 0);
}
