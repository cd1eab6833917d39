import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { NeedsAttention } from "@millrace/platform/errors";

/** Finds the addresses of a host name. */
export type Resolver = (hostname: string) => Promise<{ address: string; family: number }[]>;

/** The machine's own resolver (hosts file included), all addresses. */
export const systemResolver: Resolver = (hostname) => lookup(hostname, { all: true, verbatim: true });

/**
 * Whether a user-given URL may lead to this address: global unicast only. Refused are loopback, private, link-local (cloud
 * metadata), CGNAT, multicast, reserved and documentation ranges, and every IPv6 form that carries an IPv4 address
 * (mapped, compatible, translated, 6to4, Teredo, NAT64). Ranges: IANA special-purpose registries, as in ipaddr.js.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  // Global unicast is 2000::/3 (RFC 4291 §2.4); ipaddr.js calls unicast whatever it knows no other name for, such as
  // IPv4-compatible addresses (::a.b.c.d) and the dummy prefix 100:0:0:1::/64 (RFC 9780).
  return !(parsed instanceof ipaddr.IPv6) || (parsed.parts[0] ?? 0) >> 13 === 1;
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}

export interface AddressRules {
  resolver: Resolver;
  /** Lets loopback addresses pass: for tests against servers on this machine only. */
  allowLoopback: boolean;
}

/** The addresses of a host, or NeedsAttention when one of them is not public. One bad address refuses the host: which one is tried is not ours to choose. */
export async function publicAddressesOf(
  hostname: string,
  rules: AddressRules,
): Promise<{ address: string; family: number }[]> {
  const literal = hostname.replace(/^\[|\]$/g, "");
  const family = isIP(literal);
  const found = family === 0 ? await rules.resolver(hostname) : [{ address: literal, family }];
  const refused = found.find(
    ({ address }) => !isPublicAddress(address) && !(rules.allowLoopback && isLoopback(address)),
  );
  if (refused !== undefined) {
    throw new NeedsAttention(
      `${hostname} leads to ${refused.address}, which is not on the public internet, so it is not fetched. Use a public address.`,
      {
        facts: { hostname, address: refused.address },
      },
    );
  }
  return found;
}

/** Refuses what no request may carry: schemes other than http(s), and credentials within the URL. */
export function checkUrl(url: URL): void {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new NeedsAttention(
      `Addresses that begin with "${url.protocol}" are not fetched. Use http: or https:.`,
      { facts: { protocol: url.protocol } },
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new NeedsAttention(
      `The address of ${url.hostname} carries a user name or a password. Remove them.`,
      { facts: { hostname: url.hostname } },
    );
  }
}
