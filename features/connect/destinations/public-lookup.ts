import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { NeedsAttention } from "@millrace/platform/errors";
import { isPublicAddress } from "@millrace/platform/http";

/**
 * For drivers with sockets of their own: finds the addresses of a host as the system does, and fails with `NeedsAttention`
 * when one of them is not public. The socket connects to the very addresses that were looked at. Node asks no lookup about an
 * address in digits: give those to `digitsRefusal`.
 */
export const publicLookup: LookupFunction = (hostname, options, done) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, "", 0);
    const refusal = refusalOf(hostname, addresses);
    if (refusal !== null) return done(refusal, "", 0);
    if (options.all === true) return done(null, addresses);
    const [first = { address: "", family: 0 }] = addresses;
    done(null, first.address, first.family);
  });
};

/** Why a host given as an address may not be called; null for a public one, and for any name. */
export function digitsRefusal(host: string): NeedsAttention | null {
  const literal = host.replaceAll(/^\[|\]$/gu, "");
  const family = isIP(literal);
  return family === 0 ? null : refusalOf(literal, [{ address: literal, family }]);
}

function refusalOf(host: string, addresses: readonly LookupAddress[]): NeedsAttention | null {
  const refused = addresses.find(({ address }) => !isPublicAddress(address));
  return refused === undefined
    ? null
    : privateHost(host === refused.address ? host : `${host} leads to ${refused.address}, which`);
}

/** What is said of a place that only an owner may open: "10.0.0.1", "db.local leads to 10.0.0.1, which". */
export const privateHost = (subject: string): NeedsAttention =>
  new NeedsAttention(
    `${subject} is not on the public internet. Use a public address, or let an owner switch on private_hosts for this connection.`,
  );
