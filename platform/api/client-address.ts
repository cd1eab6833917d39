import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import ipaddr from "ipaddr.js";

const loopbackNames = new Set(["localhost", "127.0.0.1", "::1"]);

/** Whether a host (a name, an address, with or without port and brackets) is this machine for itself. */
export function isLoopbackName(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\](?::\d+)?$/u, "$1");
  return loopbackNames.has(name) || loopbackNames.has(name.replace(/:\d+$/u, ""));
}

/** What trusted proxies said of where a request comes from. */
const passedOnFor = new WeakMap<object, string>();

/** For `trustProxies`: whom a trusted proxy passes the request on for. */
export function rememberClientAddress(c: Context, address: string): void {
  passedOnFor.set(c, address.replace(/^::ffff:/u, ""));
}

/**
 * Network address of whoever asks: the connection's, or what a trusted proxy says of it. Empty where there is no
 * connection.
 */
export function clientAddress(c: Context): string {
  const told = passedOnFor.get(c);
  if (told !== undefined) return told;
  const bindings = c.env as Partial<HttpBindings> | undefined;
  return (bindings?.incoming?.socket.remoteAddress ?? "").replace(/^::ffff:/u, "");
}

/** Whether a request comes from this very machine and means it: neither passed on by a proxy nor under another name. */
export function isFromThisMachine(c: Context): boolean {
  const isPassedOn = c.req.header("x-forwarded-for") !== undefined || c.req.header("forwarded") !== undefined;
  return !isPassedOn && isLoopbackName(clientAddress(c)) && isLoopbackName(c.req.header("host") ?? "");
}

/** What requests are counted by: the address, or of IPv6 the /64 that a provider gives each customer. */
export function clientNetwork(c: Context): string {
  const address = clientAddress(c);
  if (!address.includes(":") || !ipaddr.IPv6.isValid(address)) return address;
  return ipaddr.IPv6.parse(address).parts.slice(0, 4).join(":");
}
