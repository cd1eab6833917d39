import { once } from "node:events";
import { createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { createLogger } from "@millrace/platform/telemetry";
import { createTestDatabase, until } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { eventStreamResponse, openEventHub, publishEvents, type EventHub } from "./index.ts";

const log = createLogger({ level: "silent" });

/** A real HTTP server whose only answer is the stream, counting who is connected. */
async function serveStream(hub: EventHub, signal: AbortSignal) {
  let open = 0;
  const server = createServer((incoming, outgoing) => {
    const answer = eventStreamResponse({
      hub,
      lastEventId: incoming.headers["last-event-id"]?.toString() ?? null,
      signal,
      onOpen: () => (open += 1),
      onClose: () => (open -= 1),
    });
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    const body = Readable.fromWeb(answer.body as NodeStream);
    outgoing.on("close", () => body.destroy());
    body.on("error", () => outgoing.destroy()).pipe(outgoing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    open: () => open,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface Visit {
  text: string;
  answer: IncomingMessage;
  ended: Promise<unknown>;
  leave(): void;
}

async function visit(port: number, lastEventId?: string): Promise<Visit> {
  const headers = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
  const asked = request({ port, headers }).end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const seen: Visit = {
    text: "",
    answer,
    ended: new Promise((resolve) => void answer.once("close", resolve)),
    leave: () => asked.destroy(),
  };
  answer.setEncoding("utf8").on("data", (text: string) => (seen.text += text));
  answer.on("error", () => undefined);
  return seen;
}

const lastIdIn = (text: string): string | undefined => [...text.matchAll(/^id: (.+)$/gmu)].at(-1)?.[1];
const subjectsIn = (text: string): string[] =>
  [...text.matchAll(/^data: (\{.*\})$/gmu)].flatMap(([, json]) => {
    const { subject } = JSON.parse(json ?? "{}") as { subject?: string | null };
    return subject == null ? [] : [subject];
  });

const event = (subject: string, payload: unknown = {}) => ({ type: "thing.made", subject, payload });

test("a client that heard nothing before it was cut off still knows where it stood", async () => {
  await using database = await createTestDatabase();
  await using hub = await openEventHub({ pool: database.pool, log });
  await using server = await serveStream(hub, new AbortController().signal);

  const first = await visit(server.port);
  await until("the client has joined", async () => lastIdIn(first.text));
  first.leave();
  await until("the server let it go", async () => server.open() === 0);
  await publishEvents(database.pool, [event("missed")]);
  const second = await visit(server.port, lastIdIn(first.text));
  await until("the missed event arrives", async () => subjectsIn(second.text).length > 0);

  expect(subjectsIn(second.text)).toEqual(["missed"]);
  expect(second.text).not.toContain("stream.reset");
  second.leave();
});

test("a client too slow to keep up is disconnected, and coming back it has missed and doubled nothing", async () => {
  await using database = await createTestDatabase();
  await using hub = await openEventHub({ pool: database.pool, log });
  await using server = await serveStream(hub, new AbortController().signal);
  const slow = await visit(server.port);
  await until("the client has joined", async () => lastIdIn(slow.text));

  slow.answer.pause();
  const expected: string[] = [];
  // Far more than a stream and the sockets behind it may buffer.
  const filling = "x".repeat(200_000);
  for (let index = 0; server.open() > 0; index += 1) {
    expected.push(`e${index}`);
    await publishEvents(database.pool, [event(`e${index}`, filling)]);
  }
  slow.answer.resume();
  await slow.ended;

  const heard = subjectsIn(slow.text);
  let place = lastIdIn(slow.text);
  expect(heard.length).toBeLessThan(expected.length);
  while (heard.length < expected.length) {
    const again = await visit(server.port, place);
    await until("it hears more", async () => subjectsIn(again.text).length > 0);
    if (server.open() > 0)
      await until(
        "it has caught up",
        async () => server.open() === 0 || heard.length + subjectsIn(again.text).length >= expected.length,
      );
    again.leave();
    await again.ended;
    // What was cut in the middle of an event does not count: a browser drops it too.
    const whole = again.text.slice(0, again.text.lastIndexOf("\n\n") + 2);
    heard.push(...subjectsIn(whole));
    place = lastIdIn(whole) ?? place;
  }
  expect(heard).toEqual(expected);
});

test("streams end when the server drains, and one asked for after that ends at once", async () => {
  await using database = await createTestDatabase();
  await using hub = await openEventHub({ pool: database.pool, log });
  const draining = new AbortController();
  await using server = await serveStream(hub, draining.signal);
  const visits = await Promise.all(Array.from({ length: 20 }, () => visit(server.port)));
  await until("all are connected", async () => server.open() === 20);

  draining.abort();

  await Promise.all(visits.map(({ ended }) => ended));
  const late = await visit(server.port);
  await late.ended;
  expect(server.open()).toBe(0);
});

test("a client that leaves frees its timer and its listeners", async () => {
  await using database = await createTestDatabase();
  await using hub = await openEventHub({ pool: database.pool, log });
  const draining = new AbortController();
  const before = timers();
  for (let round = 0; round < 20; round += 1) {
    const answer = eventStreamResponse({ hub, lastEventId: null, signal: draining.signal });
    const reader = answer.body?.getReader();
    await reader?.read();
    expect(timers()).toBe(before + 1);
    await reader?.cancel();
    expect(timers()).toBe(before);
  }
});

test("a browser whose place was pruned is told to read everything again", async () => {
  await using database = await createTestDatabase();
  await using hub = await openEventHub({ pool: database.pool, log });
  await using server = await serveStream(hub, new AbortController().signal);
  const lost = await visit(server.port, "nonsense");
  await until("it has joined", async () => lastIdIn(lost.text));
  expect(lost.text).toContain("event: stream.reset\n");
  lost.leave();
});

/** Timers of this process that repeat or wait; the hub's own poll is one of them. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}
