import type { WorkerState } from "@millrace/engine";
import { operation, jsonAnswer, type Api } from "@millrace/platform/api";
import * as contract from "../../contract.ts";
import type { ServerContext } from "../../context.ts";
import { tags } from "./route-parts.ts";

/** The processes of the house. */
export function addWorkerRoutes(api: Api, { engine }: Pick<ServerContext, "engine">): void {
  const list = operation("operate:read", {
    method: "get",
    path: "/workers",
    tags,
    summary: "Every process at work, and those whose sign of life is late",
    responses: { 200: jsonAnswer(contract.workerList, "The processes, newest first") },
  });
  api.openapi(list, async (c) => c.json({ items: (await engine.readWorkers()).map(toWorkerState) }, 200));
}

function toWorkerState(worker: WorkerState): contract.WorkerState {
  return {
    worker_id: worker.workerId,
    role: worker.role,
    version: worker.version,
    hostname: worker.hostname,
    pid: worker.pid,
    started_at: worker.startedAt,
    heartbeat_at: worker.heartbeatAt,
    is_alive: worker.isAlive,
    running: worker.running,
  };
}
