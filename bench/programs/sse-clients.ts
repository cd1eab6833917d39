import { get } from "node:http";

/**
 * Holds BENCH_CLIENTS live streams in one process. Prints "open" when all are connected; when each has seen the event
 * `bench.end`, prints when each event arrived at each client: times by subject, ms since the epoch.
 */
const origin = process.env["BENCH_ORIGIN"] ?? "";
const headers = JSON.parse(process.env["BENCH_HEADERS"] ?? "{}") as Record<string, string>;
const clients = Number(process.env["BENCH_CLIENTS"]);
const arrivals: Record<string, number[]> = {};

const streams = Array.from({ length: clients }, openStream);
await Promise.all(streams.map((stream) => stream.opened));
console.log("open");
await Promise.all(streams.map((stream) => stream.ended));
// Ends when all is written: the open streams would keep the process alive.
process.stdout.write(`${JSON.stringify(arrivals)}\n`, () => process.exit(0));

function openStream(): { opened: Promise<void>; ended: Promise<void> } {
  const opened = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  get(`${origin}/api/v1/stream`, { headers }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (chunk: string) => {
      const atMs = performance.timeOrigin + performance.now();
      opened.resolve();
      const blocks = (text + chunk).split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) if (takeEvent(block, atMs)) ended.resolve();
    });
    response.on("error", ended.reject);
  }).on("error", opened.reject);
  return { opened: opened.promise, ended: ended.promise };
}

/** true when it was the last one. */
function takeEvent(block: string, atMs: number): boolean {
  const line = block.split("\n").find((part) => part.startsWith("data: "));
  if (line === undefined) return false;
  const event = JSON.parse(line.slice(6)) as { type: string; subject: string };
  if (event.type === "bench.tick") (arrivals[event.subject] ??= []).push(atMs);
  return event.type === "bench.end";
}
