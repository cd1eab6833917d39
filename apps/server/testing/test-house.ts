import { serveContext } from "../main.ts";
import { openContext, type ServerContext } from "../context.ts";
import type { Feature } from "../features.ts";
import { systemClock } from "@millrace/platform/clock";
import type { Role } from "@millrace/identity/contract";
import { signInAs } from "@millrace/identity/testing";
import { houseSettings, loadConfig, type GivenSettings, type HouseConfig } from "@millrace/platform/config";
import { createLogger, type Logger } from "@millrace/platform/telemetry";
import { createTemporaryFolder, createTestDatabase, type TestDatabase } from "@millrace/platform/testing";
import type { SimulatorStartOptions } from "@millrace/platform/simulation";
import { startLinkedInSimulator, type LinkedInSimulator } from "@millrace/posts/simulators";

/** For tests: a whole server on a database of its own, before a LinkedIn simulator that stands still. */
export interface TestHouse extends AsyncDisposable {
  url: string;
  context: ServerContext;
  database: TestDatabase;
  site: LinkedInSimulator;
  /** Stops the server in order and starts another one on the same data, or on what `changes` says. */
  restart(changes?: Partial<HouseConfig>): Promise<void>;
  /** Stops listening and drains; `restart` begins again. */
  stop(): Promise<void>;
  /** Headers of somebody new with this role who is signed in. */
  signIn(role: Role): Promise<Record<string, string>>;
  /** A request below /api/v1 and its parsed JSON answer, by whoever the options say. */
  call<T>(path: string, init?: RequestInit): Promise<Answer<T>>;
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface TestHouseOptions {
  site?: Partial<SimulatorStartOptions>;
  config?: Partial<HouseConfig>;
  /** Default: nobody reads it. */
  log?: Logger;
  /** What the settings page can't change. */
  given?: GivenSettings;
  /** Rooms besides the house's own. */
  guests?: readonly Feature[];
  /** Who `call` asks as: somebody signed in with this role; default the visitor of the demo, an owner. */
  role?: Role;
}

export async function openTestHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createTemporaryFolder());
  const database = opened.use(await createTestDatabase());
  const site = opened.use(
    await startLinkedInSimulator({ clock: systemClock, posts: 60, newPostEveryMs: null, ...options.site }),
  );
  const { values } = loadConfig(houseSettings, { env: {}, file: null });
  const config: HouseConfig = {
    ...values,
    dataFolder: folder.path,
    databaseUrl: database.url,
    port: 0,
    demo: true,
    demoUrl: site.url,
    // Tests ask as fast as they can, all from one address.
    rateLimitPerAddress: 1_000_000_000,
    rateLimitPerUser: 1_000_000_000,
    rateLimitSignIns: 1_000_000_000,
    rateLimitExports: 1_000_000_000,
    rateLimitUploads: 1_000_000_000,
    ...options.config,
  };
  const log = options.log ?? createLogger({ level: "silent" });
  let running = await start(config);
  const signIn = async (role: Role): Promise<Record<string, string>> => ({
    ...(await signInAs(database.pool, role)).headers,
  });
  const ownHeaders = options.role === undefined ? {} : await signIn(options.role);
  const owned = opened.move();

  async function start(with_: HouseConfig) {
    await using stack = new AsyncDisposableStack();
    const context = stack.use(await openContext(with_, log, options.given, options.guests));
    const server = stack.use(await serveContext(context));
    return { context, url: server.url, stack: stack.move() };
  }
  return {
    get url() {
      return running.url;
    },
    get context() {
      return running.context;
    },
    database,
    site,
    signIn,
    stop: () => running.stack.disposeAsync(),
    async restart(changes) {
      await running.stack.disposeAsync();
      running = await start({ ...config, ...changes });
    },
    async call<T>(path: string, init: RequestInit = {}) {
      const headers = new Headers(ownHeaders);
      for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
      const answer = await fetch(`${running.url}/api/v1${path}`, { ...init, headers });
      const text = await answer.text();
      const isJson = answer.headers.get("content-type")?.includes("json") === true;
      return {
        status: answer.status,
        headers: answer.headers,
        body: (isJson ? JSON.parse(text) : text) as T,
      };
    },
    async [Symbol.asyncDispose]() {
      await running.stack.disposeAsync();
      await owned.disposeAsync();
    },
  };
}

/** The body and headers of a JSON POST. */
export function json(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}
