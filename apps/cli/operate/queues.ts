import { queueList, queueState, type QueueState } from "@millrace/server/contract";
import { askHouse, type OutputFlags } from "./ask-house.ts";
import { tableOf, type Column } from "./table.ts";
import { durationText } from "./units.ts";

/** `operate queues` */
export function showQueues(flags: OutputFlags): Promise<void> {
  return askHouse(
    { path: "/queues", answer: queueList, lines: ({ items }) => tableOf(items, queueColumns) },
    flags,
  );
}

/** `operate queue pause|resume <name>` */
export function actOnQueue(act: "pause" | "resume", name: string, flags: OutputFlags): Promise<void> {
  return askHouse(
    {
      path: `/queues/${encodeURIComponent(name)}/${act}`,
      answer: queueState,
      body: {},
      lines: (queue) => [`Queue ${queue.name} ${queue.is_paused ? "is paused" : "takes work"}.`],
    },
    flags,
  );
}

const queueColumns: Column<QueueState>[] = [
  { heading: "queue", of: (queue) => queue.name },
  { heading: "state", of: (queue) => (queue.is_paused ? "paused" : "open") },
  { heading: "queued", of: (queue) => queue.queued },
  { heading: "delayed", of: (queue) => queue.delayed },
  { heading: "running", of: (queue) => queue.running },
  {
    heading: "oldest waits",
    of: ({ oldest_wait_ms }) => (oldest_wait_ms === null ? null : durationText(oldest_wait_ms)),
  },
  { heading: "at once", of: (queue) => queue.concurrency },
  { heading: "per worker", of: (queue) => queue.worker_concurrency },
  { heading: "per key", of: (queue) => queue.concurrency_per_key },
];
