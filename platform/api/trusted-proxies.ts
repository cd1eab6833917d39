import type { MiddlewareHandler } from "hono";
import ipaddr from "ipaddr.js";
import { rememberClientAddress, clientAddress } from "./client-address.ts";

/**
 * Believes X-Forwarded-For as far as trusted proxies wrote it: from the right, the first address that is none of them is
 * the client's. What stands further left is whatever the client chose to send.
 */
export function trustProxies(networks: readonly string[]): MiddlewareHandler {
  const trusted = networks.map((network) =>
    ipaddr.isValidCIDR(network)
      ? ipaddr.parseCIDR(network)
      : ipaddr.parseCIDR(`${network}/${network.includes(":") ? 128 : 32}`),
  );
  const isTrusted = (address: string): boolean => {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return trusted.some(
      ([network, bits]) => network.kind() === parsed.kind() && parsed.match(network as never, bits),
    );
  };
  return (c, next) => {
    const passedOn = c.req.header("x-forwarded-for");
    const sender = clientAddress(c);
    if (passedOn !== undefined && isTrusted(sender))
      rememberClientAddress(c, farthestKnown(sender, passedOn, isTrusted));
    return next();
  };
}

function farthestKnown(sender: string, passedOn: string, isTrusted: (address: string) => boolean): string {
  let known = sender;
  for (const entry of passedOn.split(",").reverse()) {
    const address = withoutPort(entry.trim());
    // "unknown", or nonsense: a proxy of ours vouched for nobody behind it.
    if (!ipaddr.isValid(address)) return known;
    known = address;
    if (!isTrusted(address)) return known;
  }
  return known;
}

function withoutPort(entry: string): string {
  const bracketed = /^\[(.+)\](?::\d+)?$/u.exec(entry);
  if (bracketed !== null) return bracketed[1] ?? "";
  return /^[^:]+:\d+$/u.test(entry) ? entry.slice(0, entry.indexOf(":")) : entry;
}
