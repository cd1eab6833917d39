import type { LookupFunction } from "node:net";
import { Agent, buildConnector } from "undici";
import { publicAddressesOf, type AddressRules } from "./address-filter.ts";

/** TCP and TLS together may take this long, ms; a healthy host needs far less than a second. */
const connectTimeoutMs = 10_000;
/** An idle connection is closed after this, ms: shorter than the 5 s after which Node's servers close theirs, so none is used while it closes. */
const keepAliveMs = 4_000;

/** Two agents: one for addresses we configured, one for addresses a user gave. A connection is never shared between them. */
export interface Transport extends AsyncDisposable {
  agentFor(isUserGiven: boolean): Agent;
}

/** `connectionsPerOrigin` bounds sockets; requests in flight are bounded earlier, by the host slots. */
export function createTransport(rules: AddressRules, connectionsPerOrigin: number): Transport {
  const plain = agentWith(pinnedLookup((hostname) => rules.resolver(hostname)), connectionsPerOrigin);
  const guarded = agentWith(pinnedLookup((hostname) => publicAddressesOf(hostname, rules)), connectionsPerOrigin);
  return {
    agentFor: (isUserGiven) => (isUserGiven ? guarded : plain),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([plain.destroy(), guarded.destroy()]);
    },
  };
}

function agentWith(lookup: LookupFunction, connections: number): Agent {
  // HTTP/1.1 only: a shared HTTP/2 session would couple the faults of unrelated requests.
  const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false, lookup });
  return new Agent({ connect, connections, keepAliveTimeout: keepAliveMs, keepAliveMaxTimeout: 60_000, allowH2: false });
}

/** The socket connects to what this returns and to nothing else, so a name that resolves differently a moment later (DNS rebinding) gains nothing. */
function pinnedLookup(find: AddressRules["resolver"]): LookupFunction {
  return (hostname, options, callback) => {
    find(hostname).then(
      (addresses) => {
        const first = addresses[0];
        if (first === undefined) callback(Object.assign(new Error(`${hostname} has no address`), { code: "ENOTFOUND" }), "", 0);
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
}
