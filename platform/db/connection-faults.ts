import { codeOf } from "@millrace/platform/errors";

/**
 * SQLSTATE classes and system codes that mean "the server went away or is not back yet":
 * 57P01 admin shutdown, 57P02 crash shutdown, 57P03 cannot connect now (starting up, shutting down).
 */
const awayCodes = new Set([
  "57P01",
  "57P02",
  "57P03",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOENT",
  "ETIMEDOUT",
]);
const awayMessage = /^Connection terminated|^Client has encountered a connection error|timeout expired/;

/** True when a database fault is the connection's (try again on a new one), not the statement's. */
export function isServerAway(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== null) return awayCodes.has(code);
  return error instanceof Error && awayMessage.test(error.message);
}
