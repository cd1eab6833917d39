/** SQL for a column's instant as ISO 8601 text in UTC with milliseconds, under the column's own name. */
export function isoTime(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;
}
