import { NeedsAttention } from "@millrace/platform/errors";
import { MongoClient } from "mongodb";
import type { ConnectorContext } from "../../connectors/context.ts";
import { digitsRefusal, privateHost, publicLookup } from "../public-lookup.ts";
import { ladderFault } from "./faults.ts";
import type { MongodbSettings } from "./settings.ts";

/** A server that is there is found in far less. */
const selectionTimeoutMs = 10_000;
/** Longest silence within one call: a batch is written in far less. */
const socketTimeoutMs = 120_000;

/** Options of a connection string that read files of this machine, or go through another one. */
const ownersOptions = ["tlsCAFile", "tlsCRLFile", "tlsCertificateKeyFile", "proxyHost"];

/** Connects and finds the server that takes writes. Throws by the ladder. */
export async function openClient(
  settings: MongodbSettings,
  context: Pick<ConnectorContext, "mayUsePrivateHosts">,
): Promise<MongoClient> {
  let client: MongoClient | null = null;
  try {
    client = makeClient(settings.url, context.mayUsePrivateHosts);
    if (!context.mayUsePrivateHosts) await refusePrivateHosts(client);
    await client.connect();
    return client;
  } catch (error) {
    await client?.close();
    throw ladderFault(error);
  }
}

function makeClient(url: string, mayUsePrivateHosts: boolean): MongoClient {
  const given = optionsOf(url);
  if (!mayUsePrivateHosts) refuseOwnersOptions(given);
  return new MongoClient(url, {
    appName: "millrace",
    writeConcern: { w: "majority" },
    // The address may say otherwise, for servers that are far away.
    ...(given.has("serverselectiontimeoutms") ? {} : { serverSelectionTimeoutMS: selectionTimeoutMs }),
    ...(given.has("sockettimeoutms") ? {} : { socketTimeoutMS: socketTimeoutMs }),
    maxPoolSize: 4,
    // What the source gave is stored as it is; only known values of BSON are made here.
    ignoreUndefined: false,
    ...(mayUsePrivateHosts ? {} : { lookup: publicLookup }),
  });
}

/**
 * Refuses the hosts of the settings before the driver tries them for long. Later ones, which a server names, meet the look-up; an
 * address in digits is asked of no look-up, so one that is not public ends the client.
 */
async function refusePrivateHosts(client: MongoClient): Promise<void> {
  client.on("serverOpening", ({ address }) => {
    if (digitsRefusal(address.replace(/:\d+$/u, "")) !== null) void client.close();
  });
  for (const { host, socketPath } of client.options.hosts) {
    if (socketPath !== undefined) throw privateHost("A socket of this machine");
    const refusal = digitsRefusal(host ?? "");
    if (refusal !== null) throw refusal;
    // A name nobody knows is for the driver to tell.
    const failure = await new Promise<Error | null>((resolve) => publicLookup(host ?? "", {}, resolve));
    if (failure instanceof NeedsAttention) throw failure;
  }
}

function refuseOwnersOptions(given: ReadonlyMap<string, string>): void {
  const option = ownersOptions.find((name) => given.has(name.toLowerCase()));
  // Others sign in with what this machine is, and would show it to the server of the address.
  const mechanism = given.get("authmechanism") ?? "DEFAULT";
  const refused = option ?? (/^(?:DEFAULT|SCRAM-SHA-(?:1|256))$/u.test(mechanism) ? null : "authMechanism");
  if (refused !== null)
    throw new NeedsAttention(
      `The setting url has the option ${refused}, which uses what belongs to this machine. Leave it out, or let an owner switch on private_hosts for this connection.`,
      { facts: { setting: "url" } },
    );
}

/** Options of a connection string; their names know no capitals. */
const optionsOf = (url: string): Map<string, string> =>
  new Map(
    [...new URLSearchParams(url.replace(/^[^?]*\??/u, ""))].map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]),
  );
