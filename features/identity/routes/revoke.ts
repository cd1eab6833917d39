import type { PoolClient } from "pg";
import { publishEvents } from "@millrace/platform/events";
import { identityEvents } from "../contract.ts";

/** Tells every process, when the transaction commits, that these sessions or tokens hold no more. */
export async function publishRevoked(client: PoolClient, ids: readonly string[]): Promise<void> {
  await publishEvents(
    client,
    ids.map((id) => ({ type: identityEvents.session, subject: id, payload: {} })),
  );
}

/** Tells every process, and every open page, that a person came, changed or left. */
export async function publishPerson(client: PoolClient, id: string): Promise<void> {
  await publishEvents(client, [{ type: identityEvents.person, subject: id, payload: {} }]);
}
