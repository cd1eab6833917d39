import type { z } from "zod";
import { loadHouseConfig } from "../load-house-config.ts";
import type { ServerAccess } from "../running-server.ts";
import { ApiRefusal, callApi, fetchApi } from "../shared/call-api.ts";
import { withServer } from "../shared/with-server.ts";
import { exitCodeOfRefusal } from "./exit-codes.ts";

/** Runs `work` against the house. `role` "all": syncs are done in this process when no server runs. */
export function withConnect<Result>(
  work: (server: ServerAccess, isOurs: boolean) => Promise<Result>,
  role: "all" | "web" = "web",
): Promise<Result> {
  return withServer(loadHouseConfig().values, work, role);
}

/** A call below /api/v1; its problems become one sentence. */
export function callConnect<Schema extends z.ZodType>(
  schema: Schema,
  server: ServerAccess,
  path: string,
  init?: RequestInit,
): Promise<z.output<Schema>> {
  return callApi(schema, server, path, init, exitCodeOfRefusal);
}

/** The same, with null for what is not there. */
export async function findInConnect<Schema extends z.ZodType>(
  schema: Schema,
  server: ServerAccess,
  path: string,
): Promise<z.output<Schema> | null> {
  try {
    return await callConnect(schema, server, path);
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 404) return null;
    throw error;
  }
}

/** The answer as it comes: a file, a raw page. */
export function fetchConnect(server: ServerAccess, path: string, init?: RequestInit): Promise<Response> {
  return fetchApi(server, path, init, exitCodeOfRefusal);
}
