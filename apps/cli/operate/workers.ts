import { workerList, type WorkerState } from "@millrace/server/contract";
import { askHouse, type OutputFlags } from "./ask-house.ts";
import { tableOf, type Column } from "./table.ts";
import { instantText } from "./units.ts";

/** `operate workers` */
export function showWorkers(flags: OutputFlags): Promise<void> {
  return askHouse(
    { path: "/workers", answer: workerList, lines: ({ items }) => tableOf(items, columns) },
    flags,
  );
}

const columns: Column<WorkerState>[] = [
  { heading: "worker", of: (worker) => worker.worker_id },
  { heading: "state", of: (worker) => (worker.is_alive ? "alive" : "lost") },
  { heading: "role", of: (worker) => worker.role },
  { heading: "version", of: (worker) => worker.version },
  { heading: "host", of: (worker) => worker.hostname },
  { heading: "pid", of: (worker) => worker.pid },
  { heading: "running", of: (worker) => worker.running },
  { heading: "started", of: (worker) => instantText(worker.started_at) },
  { heading: "last sign", of: (worker) => instantText(worker.heartbeat_at) },
];
