import {
  defineSchedule,
  defineWorkflow,
  handleWorkflow,
  openEngine,
  type Engine,
  type RunStatus,
} from "@millrace/engine";
import { permissionsOf, type Role } from "@millrace/identity/contract";
import { createApi } from "@millrace/platform/api";
import { systemClock } from "@millrace/platform/clock";
import { openObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";
import {
  createTemporaryFolder,
  createTestDatabase,
  until,
  type TestDatabase,
} from "@millrace/platform/testing";
import { z } from "zod";
import { housePermissions } from "../house-permissions.ts";
import { identify } from "../middleware/identify.ts";
import { addOperateRoutes } from "../routes/operate/add-operate-routes.ts";

/** Nothing that has ended is kept. */
const keptDays = {
  retentionFinishedDays: 1e-9,
  retentionDeadLettersDays: null,
  retentionEventsDays: 7,
  retentionPageLogDays: 90,
};

/** A workflow that does in its second step what the test's mood says; children if asked. */
export const errand = defineWorkflow({
  id: "errand",
  input: z.object({ note: z.string(), password: z.string().optional(), children: z.int().default(0) }),
  output: z.object({ delivered: z.string(), token: z.string() }),
  queue: "errands",
  onDeploy: "continue",
});

/** For tests: an engine with a workflow that fails or waits on demand, behind the routes of Operate. */
export interface OperateHouse extends AsyncDisposable {
  engine: Engine;
  database: TestDatabase;
  /** What the second step of every errand does now. */
  mood: { deliver: (signal: AbortSignal) => Promise<void> };
  /** Starts an errand and waits until it stands as told; resolves with its id. */
  errand(key: string, status: RunStatus, input?: Partial<z.input<typeof errand.input>>): Promise<string>;
  untilStatus(runId: string, status: RunStatus): Promise<void>;
  /** A request below the routes' root, by an owner or by who is named; null is nobody. */
  call<T>(
    path: string,
    init?: RequestInit,
    role?: Role | null,
  ): Promise<{ status: number; body: T; headers: Headers }>;
  /** The audit trail so far, oldest first. */
  acts(): Promise<{ action: string; subject: string | null; actor_name: string }[]>;
}

export async function openOperateHouse(): Promise<OperateHouse> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await createTestDatabase());
  const log = createLogger({ level: "silent" });
  const mood: OperateHouse["mood"] = { deliver: () => Promise.resolve() };
  const engine = opened.use(
    await openEngine({
      databaseUrl: database.url,
      pool: database.pool,
      workerId: "operate",
      applicationVersion: "1.0.0",
      queues: [{ name: "errands", concurrency: null, workerConcurrency: 20, pollingMs: 20 }],
      handlers: [errandHandler(mood)],
      schedules: [
        defineSchedule({
          name: "yearly-errand",
          workflow: errand,
          input: (plannedAt) => ({ note: plannedAt, children: 0 }),
          cron: "0 3 1 1 *",
          timeZone: "Europe/Paris",
          missedRuns: "skip",
        }),
      ],
      role: "all",
      log,
      clock: systemClock,
    }),
  );
  const api = createApi(log);
  api.use(
    identify({
      callerOf: (c) =>
        Promise.resolve({ actor: actorOf(c.req.header("x-test-role") ?? null), credential: null }),
    }),
  );
  addOperateRoutes(api, {
    engine,
    db: database,
    clock: systemClock,
    workflows: [errand.id],
    objects: await openObjectStore({ folder: opened.use(await createTemporaryFolder()).path }),
    settings: { values: () => keptDays },
    features: { all: [] },
  });
  const owned = opened.move();

  const untilStatus = async (runId: string, status: RunStatus): Promise<void> => {
    await until(`${runId} is ${status}`, async () => (await engine.get(runId))?.status === status);
  };
  return {
    engine,
    database,
    mood,
    untilStatus,
    async errand(key, status, input = {}) {
      const { runId } = await engine.start(errand, { note: key, children: 0, ...input }, { key });
      await untilStatus(runId, status);
      return runId;
    },
    async call<T>(path: string, init: RequestInit = {}, role: Role | null = "owner") {
      const headers = new Headers(init.headers);
      if (role !== null) headers.set("x-test-role", role);
      const answer = await api.request(path, { ...init, headers });
      return { status: answer.status, body: (await answer.json()) as T, headers: answer.headers };
    },
    async acts() {
      const { rows } = await database.pool.query<{
        action: string;
        subject: string | null;
        actor_name: string;
      }>("select action, subject, actor_name from millrace.audit order by seq");
      return rows;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function errandHandler(mood: OperateHouse["mood"]) {
  return handleWorkflow(errand, async (context, { note, children }) => {
    await context.step("prepare", ({ log }) => {
      log.info({ password: "canary-log" }, "prepared");
      return Promise.resolve(note);
    });
    context.log.warn("on the way with token=canary-message");
    const inputs = Array.from({ length: children }, (_, index) => ({
      note: `${note} ${index}`,
      children: 0,
    }));
    if (children > 0) await context.group(errand, inputs, { key: "child" });
    await context.step("deliver", ({ signal }) => mood.deliver(signal), { maxAttempts: 2, baseDelayMs: 1 });
    return { delivered: note, token: "canary-output" };
  });
}

function actorOf(role: string | null) {
  if (role === null) return null;
  const permissions = permissionsOf(role as Role, [housePermissions]);
  return { kind: "user", id: role, name: role, permissions } as const;
}
