import { UserFacingError } from "@millrace/platform/errors";
import { runProgress, runStatus } from "@millrace/server/contract";
import { z } from "zod";
import { loadHouseConfig } from "../load-house-config.ts";
import { isHeard, printLine } from "../print.ts";
import type { ServerAccess } from "../running-server.ts";
import { withServer } from "../shared/with-server.ts";
import type { OutputFlags } from "./ask-house.ts";
import { progressText } from "./runs.ts";

/** What the live stream tells of runs; other events are passed over. */
const runEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("run.changed"),
    at: z.string().optional(),
    payload: z.object({ runId: z.string(), workflow: z.string(), status: runStatus }),
  }),
  z.object({ type: z.literal("run.progress"), payload: runProgress.extend({ runId: z.string() }) }),
]);
type RunEvent = z.infer<typeof runEvent>;

export interface WatchFlags extends OutputFlags {
  workflow?: string;
  status?: string;
}

/** `operate runs --watch`: one line for each change of a run and its progress, until interrupted or nobody reads. */
export function watchRuns(flags: WatchFlags): Promise<void> {
  return withServer(loadHouseConfig().values, (server) => follow(server, flags), "web");
}

async function follow(server: ServerAccess, flags: WatchFlags): Promise<void> {
  const url = `${server.url}/api/v1/stream`;
  const answer = await fetch(url, { headers: { ...server.headers, accept: "text/event-stream" } });
  if (!answer.ok || answer.body === null)
    throw new UserFacingError("stream_refused", `The server answered ${answer.status} to ${url}.`);
  for await (const data of eventsOf(answer.body)) {
    const event = runEvent.safeParse(JSON.parse(data));
    if (event.success && isAskedFor(event.data, flags))
      printLine(flags.json === true ? JSON.stringify(event.data) : lineOf(event.data));
    if (!isHeard()) return;
  }
  throw new UserFacingError("stream_ended", "The server ended the stream: it stops or starts anew.");
}

function isAskedFor(event: RunEvent, { workflow, status }: WatchFlags): boolean {
  // Progress says neither; its run's id begins with the workflow.
  if (event.type === "run.progress")
    return status === undefined && (workflow === undefined || event.payload.runId.startsWith(`${workflow}:`));
  return (
    (workflow === undefined || event.payload.workflow === workflow) &&
    (status === undefined || event.payload.status === status)
  );
}

function lineOf(event: RunEvent): string {
  if (event.type === "run.changed") return `${event.payload.runId}  ${event.payload.status}`;
  const { runId, ...progress } = event.payload;
  const message = progress.message === undefined ? "" : `  ${progress.message}`;
  return `${runId}  ${progressText({ progress }) ?? ""}${message}`;
}

/** The `data` of each event of an SSE stream (WHATWG HTML, server-sent events). */
async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = block.split("\n").filter((line) => line.startsWith("data: "));
      if (data.length > 0) yield data.map((line) => line.slice("data: ".length)).join("\n");
    }
  }
}
