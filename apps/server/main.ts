import { serve, type ServerType } from "@hono/node-server";
import { once, setMaxListeners } from "node:events";
import { createServer } from "node:net";
import type { GivenSettings, HouseConfig } from "@millrace/platform/config";
import { codeOf, UserFacingError } from "@millrace/platform/errors";
import type { Logger } from "@millrace/platform/telemetry";
import { createApp } from "./app.ts";
import { openContext, type ServerContext } from "./context.ts";
import { runDemo } from "./demo.ts";
import type { Feature } from "./features.ts";
import { doorTimes, hardenServer, requestLimits } from "./harden-server.ts";

export type { Feature } from "./features.ts";
export { version } from "./version.ts";

/** How long running steps may finish and answers may be sent once the process is asked to stop. */
const graceMs = 25_000;

/** A running server; dispose it to stop in order: no new work, finish, hand over, close. */
export interface RunningServer extends AsyncDisposable {
  /** Address of the dashboard. */
  url: string;
  isDemo: boolean;
  /** false: somebody has to sign in before anything is shown. */
  isOpen: boolean;
  /** Makes a one-time link by which somebody becomes owner; null when nobody has to. */
  firstOwnerLink(): Promise<string | null>;
  /** Opens everything to commands on this machine, while the server runs. */
  localSecret: string;
}

/**
 * Opens everything and listens. `given`: settings that a flag, the environment or the file sets; `guests`:
 * rooms besides the house's own.
 * Throws UserFacingError: `port_in_use`, `address_not_available` and whatever the database says.
 */
export async function startServer(
  config: HouseConfig,
  log: Logger,
  given?: GivenSettings,
  guests: readonly Feature[] = [],
): Promise<RunningServer> {
  await using opened = new AsyncDisposableStack();
  await checkAddress(config);
  const context = opened.use(await openContext(config, log, given, guests));
  const server = opened.use(await serveContext(context));
  opened.use(runDemo(context));
  const owned = opened.move();
  return { ...server, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Listens with what is open already; disposing stops listening and drains the engine, and leaves the rest open. */
export async function serveContext(context: ServerContext): Promise<RunningServer> {
  const { config, log } = context;
  const stopping = new AbortController();
  // Every live stream listens on it.
  setMaxListeners(0, stopping.signal);
  const server = await listen(context, stopping.signal);
  const url = addressOf(server, config.host);
  context.address.url = url;
  const isDemo = context.demoUrl !== null;
  const { identity } = context.features;
  log.info({ url, role: config.role, demo: isDemo }, "server listening");
  return {
    url,
    isDemo,
    isOpen: identity.isOpen,
    firstOwnerLink: () => (config.role === "worker" ? Promise.resolve(null) : identity.firstOwnerLink()),
    localSecret: identity.localSecret,
    [Symbol.asyncDispose]: () => stop(context, server, stopping),
  };
}

/** Refuses an address that can't be listened on before anything is opened: listening itself comes last. */
async function checkAddress({ host, port }: HouseConfig): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, "listening");
  } catch (error) {
    throw listenProblem(error, host, port);
  } finally {
    probe.close();
  }
}

async function listen(context: ServerContext, draining: AbortSignal): Promise<ServerType> {
  const { host, port } = context.config;
  const app = createApp(context, { draining });
  const server = serve({ fetch: app.fetch, hostname: host, port, serverOptions: requestLimits(doorTimes) });
  hardenServer(server, context.config.maxConnections);
  try {
    await once(server, "listening");
  } catch (error) {
    throw listenProblem(error, host, port);
  }
  return server;
}

function listenProblem(error: unknown, host: string, port: number): UserFacingError {
  const code = codeOf(error);
  if (code === "EADDRINUSE") {
    return new UserFacingError(
      "port_in_use",
      `Port ${port} on ${host} is in use by another program; stop it, or choose another port: PORT=${port + 1} npm start.`,
      { cause: error },
    );
  }
  if (code === "EACCES") {
    return new UserFacingError(
      "port_not_allowed",
      `This user may not listen on port ${port}; choose one above 1023: PORT=4400 npm start.`,
      { cause: error },
    );
  }
  return new UserFacingError(
    "address_not_available",
    `The server can't listen on ${host} port ${port}: check HOST and PORT.`,
    { cause: error },
  );
}

async function stop(context: ServerContext, server: ServerType, stopping: AbortController): Promise<void> {
  context.log.info("stopping: no new work, running steps finish or are handed over");
  stopping.abort(new Error("The server is stopping."));
  const closed = once(server, "close");
  server.close();
  if ("closeIdleConnections" in server) server.closeIdleConnections();
  await context.engine.drain(graceMs);
  if ("closeAllConnections" in server) server.closeAllConnections();
  await closed;
}

function addressOf(server: ServerType, host: string): string {
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
