import type { QueryResult, QueryResultRow } from "pg";

/** A pool, or a client inside a transaction. */
export interface Sql {
  query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<Row>>;
}

/** SQL for an instant as ISO 8601 text in UTC with milliseconds; null stays null. */
export function isoTime(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
