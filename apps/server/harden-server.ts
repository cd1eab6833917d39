import type { ServerType } from "@hono/node-server";
import type { ServerOptions } from "node:http";
import type { Duplex } from "node:stream";
import { HttpProblem, problemResponse } from "@millrace/platform/api";
import { codeOf } from "@millrace/platform/errors";

/** All headers and the request line together, bytes. */
const maxHeaderBytes = 16_384;
const maxHeaders = 100;

/** How long a client may take, ms. */
export interface DoorTimes {
  /** For the headers, from the first byte: whoever sends one a minute holds no connection. */
  headersMs: number;
  /** For the whole request: a large upload over a slow line, and no more. */
  requestMs: number;
  /** Between two requests on one connection. */
  idleMs: number;
  /** How often the times are looked at. */
  checkMs: number;
}

export const doorTimes: DoorTimes = {
  headersMs: 15_000,
  requestMs: 600_000,
  idleMs: 5_000,
  checkMs: 5_000,
};

/** What Node's own parser enforces before any of our code runs. */
export function requestLimits(times: DoorTimes): ServerOptions {
  return {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: times.headersMs,
    requestTimeout: times.requestMs,
    keepAliveTimeout: times.idleMs,
    connectionsCheckingInterval: times.checkMs,
    requireHostHeader: true,
  };
}

/** Bounds connections and headers, and answers what Node's parser refuses with problem details too. */
export function hardenServer(server: ServerType, maxConnections: number): void {
  server.maxConnections = maxConnections;
  if ("maxHeadersCount" in server) server.maxHeadersCount = maxHeaders;
  server.on("clientError", (error: Error, socket: Duplex) => {
    if (codeOf(error) === "ECONNRESET" || !socket.writable) socket.destroy();
    else void refuse(socket, problemOf(error));
  });
}

function problemOf(error: Error): HttpProblem {
  switch (codeOf(error)) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new HttpProblem(408, "request_timeout", "The request did not arrive in time.", {
        action: "Send it again, without pauses.",
      });
    case "HPE_HEADER_OVERFLOW":
      return new HttpProblem(
        431,
        "headers_too_large",
        `Address and headers have more than the ${maxHeaderBytes} bytes accepted here.`,
        { field: "header", action: "Send fewer cookies, or a shorter address." },
      );
    default:
      return new HttpProblem(400, "malformed_request", "This is no HTTP request that can be read.", {
        action: "Check what is between you and the server.",
      });
  }
}

async function refuse(socket: Duplex, problem: HttpProblem): Promise<void> {
  const answer = problemResponse(problem);
  const body = await answer.text();
  const { title } = JSON.parse(body) as { title: string };
  const head = [
    `HTTP/1.1 ${problem.status} ${title}`,
    ...answer.headers.entries().map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
