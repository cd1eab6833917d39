import { pendingAgainAfterMs } from "../contract.ts";

/**
 * SQL for the status of a row of `sites.website` at an instant: its outcome, but pending again when it failed or was
 * completed too long ago. `table` is the row's name in the statement, `at` a timestamptz expression.
 *
 * @example
 * `select ${statusAt("w", "$1::timestamptz")} as status from sites.website w`
 */
export function statusAt(table: string, at: string): string {
  return `case when ${table}.outcome in ('failed', 'completed')
                 and ${table}.last_measured_at < ${at} - ${pendingAgainAfterMs} * interval '1 millisecond'
               then 'pending' else ${table}.outcome end`;
}
