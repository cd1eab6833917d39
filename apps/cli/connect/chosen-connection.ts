import { connection, type Connection } from "@millrace/connect/contract";
import { UserFacingError } from "@millrace/platform/errors";
import type { ServerAccess } from "../running-server.ts";
import { jsonRequest } from "../sites/call-sites.ts";
import { callConnect } from "./call-connect.ts";
import { atServer, refuseMissingVariables } from "./env-references.ts";
import { exitCodes } from "./exit-codes.ts";
import { connectionOf, findConnection } from "./find-connection.ts";
import { readConnectionFile, type WrittenConnection } from "./read-connection-file.ts";

/** What a command is about: a connection there is, or the file of one. */
export type ChosenConnection = { name: string } | { written: WrittenConnection };

/** Reads the file, before anything is started. Throws UserFacingError unless exactly one of both is given. */
export async function chosenConnection(
  name: string | undefined,
  file: string | undefined,
): Promise<ChosenConnection> {
  if (name !== undefined && file === undefined) return { name };
  if (name === undefined && file !== undefined) return { written: await readConnectionFile(file) };
  throw new UserFacingError(
    "connection_not_chosen",
    "Give either the name of a connection or --config <file>.",
    { exitCode: exitCodes.misunderstood },
  );
}

/**
 * The connection, made or changed as its file says. `keepsSchedule`: a dry run plans nothing, so the file's schedule
 * counts only once it is run.
 */
export async function savedConnection(
  server: ServerAccess,
  chosen: ChosenConnection,
  { isOurs, keepsSchedule = false }: { isOurs: boolean; keepsSchedule?: boolean },
): Promise<Connection> {
  if ("name" in chosen) return await connectionOf(server, chosen.name);
  const { written } = chosen;
  if (isOurs) refuseMissingVariables(written, process.env);
  const before = keepsSchedule ? await findConnection(server, written.name) : null;
  const request = keepsSchedule ? { ...written, schedule: before?.schedule ?? null } : written;
  const saving = callConnect(connection, server, "/connections", jsonRequest("PUT", request));
  return await (isOurs ? saving : saving.catch(atServer(written)));
}
