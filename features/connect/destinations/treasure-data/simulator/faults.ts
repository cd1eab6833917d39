import { createFaults, faultTiming, type Faults, type Random } from "@millrace/platform/simulation";
import { z } from "zod";

/** Each is `GET /v3/table/list/…` and so on, by its first two segments. */
const treasureDataCall = z.enum([
  "database/list",
  "table/list",
  "table/show",
  "table/create",
  "table/delete",
  "table/rename",
  "table/append-schema",
  "table/update-schema",
  "table/import",
  "table/import_with_id",
  "bulk_import/list",
  "bulk_import/create",
  "bulk_import/show",
  "bulk_import/list_parts",
  "bulk_import/upload_part",
  "bulk_import/delete_part",
  "bulk_import/freeze",
  "bulk_import/unfreeze",
  "bulk_import/perform",
  "bulk_import/commit",
  "bulk_import/delete",
  "bulk_import/error_records",
  "job/status",
  "job/kill",
]);
export type TreasureDataCallName = z.infer<typeof treasureDataCall>;

/**
 * `…_before` strikes before anything is done, `…_after` when it is done and only the answer is lost. `slow` holds the answer,
 * `slow_body` the second half of its body. `job_fails` ends the job of a `perform` with an error, `records_refused` makes it
 * refuse records that are sound.
 */
export const treasureDataFault = z.enum([
  "server_error_before",
  "server_error_after",
  "cut_before",
  "cut_after",
  "rate_limit",
  "rate_limit_bare",
  "html_instead",
  "slow",
  "slow_body",
  "job_fails",
  "records_refused",
]);
export type TreasureDataFault = z.infer<typeof treasureDataFault>;

const faultRule = faultTiming.extend({
  /** Only these calls; default all. */
  calls: z.array(treasureDataCall).optional(),
  /** server_error: status to answer; default 503. */
  status: z.int().min(500).max(599).default(503),
  /** rate_limit: seconds in Retry-After; default 1. */
  retryAfterSecs: z.int().nonnegative().default(1),
  /** slow, slow_body: ms; default 1000. */
  delayMs: z.int().nonnegative().max(600_000).default(1000),
  /** records_refused: how many; default 1. */
  records: z.int().positive().default(1),
});
type FaultRule = z.infer<typeof faultRule>;

export const treasureDataFaults = z.partialRecord(treasureDataFault, faultRule);
type TreasureDataFaultSettings = z.output<typeof treasureDataFaults>;
export type TreasureDataFaultInput = z.input<typeof treasureDataFaults>;

export type TreasureDataFaults = Faults<TreasureDataFault, FaultRule, TreasureDataCallName>;

export function createTreasureDataFaults(
  initial: TreasureDataFaultSettings,
  random: Random,
): TreasureDataFaults {
  return createFaults(initial, random, ({ calls }, call) => calls === undefined || calls.includes(call));
}
