import type { Queryable } from "@millrace/platform/events";

/** What a connection remembers of a stream, made at first need. */
export async function streamStateOf(
  db: Queryable,
  connectionId: string,
  stream: string,
): Promise<{ id: number; state: string | null }> {
  await db.query(
    `insert into connect.stream_state (connection_id, stream) values ($1, $2)
     on conflict (connection_id, stream) do nothing`,
    [connectionId, stream],
  );
  const { rows } = await db.query(
    `select id::int, state from connect.stream_state where connection_id = $1 and stream = $2`,
    [connectionId, stream],
  );
  const [found] = rows as { id: number; state: string | null }[];
  if (found === undefined) throw new Error(`The connection ${connectionId} is gone.`);
  return found;
}

/** Where the next incremental sync begins; call it with the end of the stream that was delivered. */
export async function saveStreamState(client: Queryable, id: number, state: string | null): Promise<void> {
  await client.query(`update connect.stream_state set state = $2 where id = $1`, [id, state]);
}
