import type { Api } from "@millrace/platform/api";
import type { ServerContext } from "../../context.ts";
import { addBudgetRoutes } from "./budgets.ts";
import { addDeadLetterActs } from "./dead-letter-acts.ts";
import { addDeadLetterReading } from "./dead-letters.ts";
import { addQueueRoutes } from "./queues.ts";
import { addRateRoutes } from "./rates.ts";
import { addRunActs } from "./run-acts.ts";
import { addRunReading } from "./runs.ts";
import { addScheduleRoutes } from "./schedules.ts";
import { addStorageRoutes, type StorageContext } from "./storage.ts";
import { addWorkerRoutes } from "./workers.ts";

/** What the house is operated by. */
export type OperateContext = Pick<ServerContext, "workflows"> & StorageContext;

/** Everything an operator sees and does, below /api/v1. */
export function addOperateRoutes(api: Api, context: OperateContext): void {
  addRunReading(api, context);
  addRunActs(api, context);
  addQueueRoutes(api, context);
  addScheduleRoutes(api, context);
  addDeadLetterReading(api, context);
  addDeadLetterActs(api, context);
  addWorkerRoutes(api, context);
  addRateRoutes(api, context);
  addBudgetRoutes(api, context);
  addStorageRoutes(api, context);
}
