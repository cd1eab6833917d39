import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

const loopbackNames = new Set(["localhost", "127.0.0.1", "::1"]);

/** Whether a host (a name, an address, with or without port and brackets) is this machine for itself. */
export function isLoopbackName(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\](?::\d+)?$/u, "$1");
  return loopbackNames.has(name) || loopbackNames.has(name.replace(/:\d+$/u, ""));
}

/** Network address of whoever connected: a proxy's, when there is one. Empty where there is no connection. */
export function clientAddress(c: Context): string {
  const bindings = c.env as Partial<HttpBindings> | undefined;
  return (bindings?.incoming?.socket.remoteAddress ?? "").replace(/^::ffff:/u, "");
}

/** Whether a request comes from this very machine and means it: neither passed on by a proxy nor under another name. */
export function isFromThisMachine(c: Context): boolean {
  const isPassedOn = c.req.header("x-forwarded-for") !== undefined || c.req.header("forwarded") !== undefined;
  return !isPassedOn && isLoopbackName(clientAddress(c)) && isLoopbackName(c.req.header("host") ?? "");
}
