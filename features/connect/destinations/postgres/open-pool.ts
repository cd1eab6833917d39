import { Socket } from "node:net";
import { NeedsAttention } from "@millrace/platform/errors";
import pg from "pg";
import type { ConnectorContext } from "../../connectors/context.ts";
import { digitsRefusal, privateHost, publicLookup } from "../public-lookup.ts";
import type { PostgresSettings } from "./settings.ts";

/** Writing, and a look at what is held meanwhile. */
const connections = 4;
/** A server that is there answers in far less; one behind a firewall that drops never does. */
const connectTimeoutMs = 15_000;
/** A connection that says nothing for so long is probed: a dead server is noticed in minutes, not hours. */
const keepAliveMs = 30_000;

/** Connections to the server of the settings. Throws `NeedsAttention` for an address that is none, or may not be called. */
export function openPool(
  settings: PostgresSettings,
  context: Pick<ConnectorContext, "log" | "mayUsePrivateHosts">,
): pg.Pool {
  checkAddress(settings.url, context.mayUsePrivateHosts);
  const pool = new pg.Pool({
    connectionString: context.mayUsePrivateHosts ? settings.url : withOwnPassword(settings.url),
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    application_name: "millrace",
    ...(context.mayUsePrivateHosts ? {} : { stream: () => new PublicSocket() }),
  });
  const note = (error: Error): void =>
    context.log.debug({ reason: error.message }, "destination connection lost");
  pool.on("error", note);
  // The pool listens on idle clients only; a lost connection that is checked out would end the process.
  pool.on("connect", (client) => client.on("error", note));
  return pool;
}

function checkAddress(address: string, mayUsePrivateHosts: boolean): void {
  const url = URL.parse(address.replace("@/", "@socket/"));
  if (url === null || !/^postgres(?:ql)?:$/u.test(url.protocol))
    throw new NeedsAttention(
      "The setting url is no connection string. Write it as postgres://user:…@host:5432/database.",
    );
  if (mayUsePrivateHosts) return;
  const file = ["sslcert", "sslkey", "sslrootcert"].find((name) => url.searchParams.has(name));
  if (file !== undefined)
    throw new NeedsAttention(
      `The setting url names a file of this machine (${file}). Leave it out, or let an owner switch on private_hosts for this connection.`,
    );
}

/** Without a password the driver takes one of this machine's (PGPASSWORD, a password file) and shows it to whoever asks. */
export function withOwnPassword(address: string): string {
  const url = new URL(address);
  if (url.password === "" && !url.searchParams.has("password")) url.password = "none";
  return url.href;
}

/** A socket that opens to public addresses only, whichever part of the connection string names the host. */
class PublicSocket extends Socket {
  override connect(...target: unknown[]): this {
    const [port, host] = target;
    if (typeof port !== "number" || typeof host !== "string")
      return this.destroy(privateHost("A socket of this machine"));
    const refusal = digitsRefusal(host);
    // As an event, where the driver listens: it does not expect `connect` to throw.
    return refusal === null ? super.connect({ port, host, lookup: publicLookup }) : this.destroy(refusal);
  }
}
