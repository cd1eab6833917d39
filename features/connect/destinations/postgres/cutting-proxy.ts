import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import pg from "pg";

/** A way to a Postgres that can be cut, for tests. */
export interface CuttingProxy extends AsyncDisposable {
  /** The database's connection string, through the proxy. */
  url: string;
  /** Cuts the next connection that has sent so many bytes more. */
  cutAfter(bytes: number): void;
  /** Lets the next commit through, and cuts before its answer comes back. */
  cutAnswerOfCommit(): void;
}

export async function startCuttingProxy(databaseUrl: string): Promise<CuttingProxy> {
  const { host, port } = new pg.Client({ connectionString: databaseUrl });
  const sockets = new Set<Socket>();
  let bytesLeft = Number.POSITIVE_INFINITY;
  let cutsCommit = false;

  const server = createServer((client) => {
    const upstream = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    let isMuted = false;
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("close", cut);
      // What was cut on purpose is no fault of the test.
      socket.on("error", cut);
    }
    client.on("data", (chunk: Buffer) => {
      bytesLeft -= chunk.length;
      if (bytesLeft < 0) {
        bytesLeft = Number.POSITIVE_INFINITY;
        return cut();
      }
      if (cutsCommit && chunk.toString("latin1").includes("commit\0")) {
        cutsCommit = false;
        isMuted = true;
      }
      return upstream.write(chunk);
    });
    upstream.on("data", (chunk: Buffer) => (isMuted ? cut() : client.write(chunk)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${address.port}`;
  url.searchParams.delete("host");
  return {
    url: url.href,
    cutAfter: (bytes) => {
      bytesLeft = bytes;
    },
    cutAnswerOfCommit: () => {
      cutsCommit = true;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
