import type { Connection, Sync, SyncCertificate } from "@millrace/connect/contract";
import { setTimeout as delay } from "node:timers/promises";
import { familyOf, processorSecondsOf } from "./process-memory.ts";
import { startProduct } from "./product.ts";

/** A connection as the API takes it; what is left out has the product's default. */
export interface BenchConnection {
  source: Record<string, unknown>;
  destination: Record<string, unknown>;
  provenance?: boolean;
}

/** What one sync took. */
export interface SyncSample {
  sync: Sync;
  certificate: SyncCertificate;
  /** From the request that started it to its end as the product wrote it down. */
  seconds: number;
  /** Processor seconds of the product's process, user and system. */
  appSeconds: number;
  /** The same of its embedded database. */
  databaseSeconds: number;
}

/** The product, driven over its HTTP API. */
export interface ConnectProduct extends AsyncDisposable {
  readonly pid: number;
  call<Answer>(path: string): Promise<Answer>;
  /** Makes a connection for the stream `customers`, syncs it and waits for the end; `onPoll` is called while it runs. Throws unless its certificate is green. */
  sync(connection: BenchConnection, onPoll?: () => void): Promise<SyncSample>;
}

/** Seldom enough to cost the product nothing. */
const pollMs = 250;

export async function startConnectProduct(env: NodeJS.ProcessEnv = {}): Promise<ConnectProduct> {
  const product = await startProduct(env);
  const { pid, call } = product;
  let connections = 0;
  return {
    pid,
    call: (path) => call(path),
    sync: async (connection, onPoll = () => undefined) => {
      connections += 1;
      const { id } = await call<Connection>("/connections", {
        name: `bench ${connections}`,
        streams: ["customers"],
        private_hosts: true,
        ...connection,
      });
      const before = processorSeconds(pid);
      const startedMs = Date.now();
      const started = await call<Sync>(`/connections/${id}/syncs`, {});
      const sync = await endOf(call, started, onPoll);
      const after = processorSeconds(pid);
      const certificate = await call<SyncCertificate>(`/syncs/${sync.id}/certificate`);
      if (!certificate.is_green)
        throw new Error(`The sync is not green: ${JSON.stringify(certificate.streams)}`);
      return {
        sync,
        certificate,
        seconds: (Date.parse(sync.ended_at ?? "") - startedMs) / 1_000,
        appSeconds: after.app - before.app,
        databaseSeconds: after.database - before.database,
      };
    },
    [Symbol.asyncDispose]: () => product[Symbol.asyncDispose](),
  };
}

async function endOf(
  call: <Answer>(path: string) => Promise<Answer>,
  { id }: Sync,
  onPoll: () => void,
): Promise<Sync> {
  for (;;) {
    const sync = await call<Sync>(`/syncs/${id}`);
    if (sync.status === "succeeded") return sync;
    if (sync.status !== "queued" && sync.status !== "running")
      throw new Error(`The sync is ${sync.status}: ${sync.message}`);
    onPoll();
    await delay(pollMs);
  }
}

/** The product's children are its database. */
function processorSeconds(pid: number): { app: number; database: number } {
  const children = familyOf(pid).filter((member) => member !== pid);
  return { app: processorSecondsOf([pid]), database: processorSecondsOf(children) };
}
