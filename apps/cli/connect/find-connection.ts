import { connection, type Connection } from "@millrace/connect/contract";
import { UserFacingError } from "@millrace/platform/errors";
import { z } from "zod";
import type { ServerAccess } from "../running-server.ts";
import { withQuery } from "../shared/with-query.ts";
import { callConnect, findInConnect } from "./call-connect.ts";
import { exitCodes } from "./exit-codes.ts";

const page = z.object({ items: z.array(connection), next_cursor: z.string().nullable() });
const perPage = 200;

export const connectionPath = (id: string): string => `/connections/${encodeURIComponent(id)}`;

/** The connection of this name or id; null where there is none. */
export async function findConnection(server: ServerAccess, text: string): Promise<Connection | null> {
  if (connection.shape.id.safeParse(text).success) {
    const found = await findInConnect(connection, server, connectionPath(text));
    if (found !== null) return found;
  }
  const name = text.trim().toLowerCase();
  let cursor: string | undefined;
  do {
    const query = { q: text.trim(), limit: perPage, cursor };
    const { items, next_cursor: next } = await callConnect(page, server, withQuery("/connections", query));
    const found = items.find((each) => each.name.toLowerCase() === name);
    if (found !== undefined) return found;
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return null;
}

export async function connectionOf(server: ServerAccess, text: string): Promise<Connection> {
  const found = await findConnection(server, text);
  if (found !== null) return found;
  throw new UserFacingError(
    "connection_unknown",
    `There is no connection ${text}; \`millrace connect list\` lists those there are.`,
    { exitCode: exitCodes.misunderstood },
  );
}
