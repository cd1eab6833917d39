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

/**
 * The same for a delivery to a place. A stream that goes elsewhere than before begins anew: its state and the keys it has
 * delivered are of what lies at the other place. Call it in a fenced transaction.
 */
export async function openStreamState(
  client: Queryable,
  connectionId: string,
  stream: string,
  place: string,
): Promise<{ state: string | null; isMoved: boolean }> {
  const { id, state } = await streamStateOf(client, connectionId, stream);
  const { rows } = await client.query(
    `update connect.stream_state s set delivered_to = $2
     from (select delivered_to from connect.stream_state where id = $1 for update) as old
     where s.id = $1 returning old.delivered_to as before`,
    [id, place],
  );
  const before = (rows as { before: string | null }[])[0]?.before ?? null;
  if (before === null || before === place) return { state, isMoved: false };
  await client.query(`delete from connect.record_key where stream_id = $1`, [id]);
  await saveStreamState(client, id, null);
  return { state: null, isMoved: true };
}

/** Where the next incremental sync begins; call it with the end of the stream that was delivered. */
export async function saveStreamState(client: Queryable, id: number, state: string | null): Promise<void> {
  await client.query(`update connect.stream_state set state = $2 where id = $1`, [id, state]);
}
