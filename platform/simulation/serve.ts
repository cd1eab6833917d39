import { once } from "node:events";
import { createAdaptorServer } from "@hono/node-server";
import { UserFacingError } from "../errors/index.ts";

export interface ServedApp extends AsyncDisposable {
  readonly url: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Who listens, for the message: "LinkedIn". */
  label: string;
  fetch: Parameters<typeof createAdaptorServer>[0]["fetch"];
  host: string;
  /** 0 = any free port. */
  port: number;
}

/** Serves a simulator until it is closed, which ends its connections. Throws `UserFacingError` when the port cannot be used. */
export async function serveSimulator({ label, fetch, host, port }: ServeOptions): Promise<ServedApp> {
  const server = createAdaptorServer({ fetch });
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new UserFacingError(
      "simulator_port_in_use",
      `The ${label} simulator cannot listen on ${host}:${port}; free that port or choose another with --port.`,
      { cause },
    );
  }
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
    await closed;
  };
  return { url: `http://${host}:${taken}`, close, [Symbol.asyncDispose]: close };
}
