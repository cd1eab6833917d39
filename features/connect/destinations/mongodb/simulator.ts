import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { UserFacingError } from "@millrace/platform/errors";
import {
  createFaults,
  createRequestLog,
  faultTiming,
  randomFrom,
  type Numbered,
  type RunningSimulator,
  type SimulatorEntry,
  type SimulatorStartOptions,
} from "@millrace/platform/simulation";
import type { Document } from "bson";
import { z } from "zod";
import { Collections } from "./simulator/collections.ts";
import { answerCommand, Cursors, failure, type CommandContext } from "./simulator/commands.ts";
import { FrameReader, readRequest, writeAnswer, type WireRequest } from "./simulator/wire.ts";

/** Requests it remembers. */
const rememberedRequests = 10_000;

/** `command`: only this one ("insert"); default: every command but greetings. */
const mongoFault = faultTiming.extend({ command: z.string().optional() });
/**
 * What can go wrong. `cut_before`: the connection is lost before the command is applied; `cut_half`: when half of its documents
 * are; `cut_after`: when all is done and nothing is answered. `not_primary`: the server steps down.
 */
export type MongoFault = "cut_before" | "cut_half" | "cut_after" | "not_primary";
export type MongoFaults = Partial<Record<MongoFault, z.input<typeof mongoFault>>>;

export interface MongoRequest {
  command: string;
  /** "database.collection", or the database alone. */
  on: string;
}

export interface MongoSimulator extends RunningSimulator {
  setFaults(faults: MongoFaults): void;
  /** true: who names a user is refused, as with a wrong password. Default: credentials are refused, and nobody needs any. */
  setNeedsCredentials(needsCredentials: boolean): void;
  requests(): Numbered<MongoRequest>[];
}

const greetings = new Set(["hello", "ismaster", "isMaster", "saslStart", "ping", "endSessions"]);

/**
 * A MongoDB on loopback: documents in memory, the commands Millrace uses, faults on demand. It stands alone (no replica set) and
 * knows no user: signing in is always refused.
 */
export async function startMongoSimulator(options: SimulatorStartOptions): Promise<MongoSimulator> {
  const { host = "127.0.0.1", port = 0, clock, seed = "millrace" } = options;
  const collections = new Collections();
  const log = createRequestLog<MongoRequest>(rememberedRequests);
  const faults = createFaults<MongoFault, z.output<typeof mongoFault>, MongoRequest>(
    {},
    randomFrom(seed),
    (rule, { command }) => (rule.command === undefined ? !greetings.has(command) : rule.command === command),
  );
  const context: CommandContext = {
    collections,
    cursors: new Cursors(),
    isHalf: false,
    now: () => clock.now(),
  };
  let needsCredentials = false;

  /** null: the connection is cut. */
  const answer = ({ command }: WireRequest): Document | null => {
    const request = requestOf(command);
    if (!greetings.has(request.command)) log.add(request);
    if (request.command === "saslStart") return failure(18, "AuthenticationFailed", "Authentication failed.");
    if (needsCredentials && !greetings.has(request.command))
      return failure(13, "Unauthorized", `Command ${request.command} requires authentication`);
    if (faults.strikes("cut_before", request) !== null) return null;
    if (faults.strikes("not_primary", request) !== null)
      return failure(10_107, "NotWritablePrimary", "not primary");
    const isHalf = faults.strikes("cut_half", request) !== null;
    const given = answerCommand(command, { ...context, isHalf });
    return isHalf || faults.strikes("cut_after", request) !== null ? null : given;
  };

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const frames = new FrameReader();
    socket.on("close", () => sockets.delete(socket));
    // A client that is killed resets its connection; there is nobody to tell.
    socket.on("error", () => sockets.delete(socket));
    socket.on("data", (chunk: Buffer) => {
      for (const frame of frames.push(chunk)) {
        const request = readRequest(frame);
        const given = answer(request);
        if (given === null) return socket.destroy();
        socket.write(writeAnswer(request, given));
      }
      return undefined;
    });
  });
  server.listen(port, host);
  await once(server, "listening").catch((cause: unknown) => {
    throw new UserFacingError(
      "simulator_port_in_use",
      `The MongoDB simulator cannot listen on ${host}:${port}; free that port or choose another with --port.`,
      { cause },
    );
  });
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: `mongodb://${host}:${taken}`,
    setFaults: (given) =>
      faults.set(
        Object.fromEntries(Object.entries(given).map(([name, rule]) => [name, mongoFault.parse(rule)])),
      ),
    setNeedsCredentials: (given) => {
      needsCredentials = given;
    },
    requests: () => log.entries(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** For the list of simulators that ship. */
export const mongoSimulator: SimulatorEntry = { name: "mongodb", start: startMongoSimulator };

function requestOf(command: Document): MongoRequest {
  const [[name, target] = ["", null]] = Object.entries(command) as [string, unknown][];
  const database = String(command.$db);
  return { command: name, on: typeof target === "string" ? `${database}.${target}` : database };
}
