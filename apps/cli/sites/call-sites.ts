import type { z } from "zod";
import type { Workspace } from "@millrace/sites/contract";
import { loadHouseConfig } from "../load-house-config.ts";
import type { ServerAccess } from "../running-server.ts";
import { callApi, fetchApi } from "../shared/call-api.ts";
import { withServer } from "../shared/with-server.ts";

export interface SitesFlags {
  workspace: Workspace;
  json?: boolean;
}

/** 2: the command line names what there is not, or what is no value. 1: it was understood, and refused or failed. */
function exitCodeOf(status: number, code: string): number {
  const isMisunderstood = (status === 400 || status === 404 || status === 422) && code !== "empty_selection";
  return isMisunderstood ? 2 : 1;
}

/** Runs `work` against the house. `role` "all": work it starts is done in this process when no server runs. */
export function withSites<Result>(
  work: (server: ServerAccess, isOurs: boolean) => Promise<Result>,
  role: "all" | "web" = "web",
): Promise<Result> {
  return withServer(loadHouseConfig().values, work, role);
}

/** A call below /api/v1; its problems become one sentence. */
export function callSites<Schema extends z.ZodType>(
  schema: Schema,
  server: ServerAccess,
  path: string,
  init?: RequestInit,
): Promise<z.output<Schema>> {
  return callApi(schema, server, path, init, exitCodeOf);
}

export function fetchSites(server: ServerAccess, path: string): Promise<Response> {
  return fetchApi(server, path, {}, exitCodeOf);
}

export function jsonRequest(method: string, body?: unknown): RequestInit {
  if (body === undefined) return { method };
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
