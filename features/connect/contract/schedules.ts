import { z } from "zod";

/** When a connection syncs by itself. It has one of `cron` and `every_minutes`; both or none are refused where it is kept. */
export const connectionSchedule = z
  .strictObject({
    /** Five fields. */
    cron: z.string().min(9).max(120).optional(),
    every_minutes: z.int().min(1).max(44_640).optional(),
    time_zone: z.string().max(60).default("UTC").describe("IANA name, for cron"),
    /** What happens to planned times nobody could start: none, the newest, or each of them. */
    missed: z.enum(["skip", "latest", "all"]).default("latest"),
    /** true (default): a planned time that comes while a sync still runs is skipped; false: it waits for its turn. */
    skip_if_running: z.boolean().default(true),
  })
  .meta({ id: "ConnectionSchedule" });
export type ConnectionSchedule = z.infer<typeof connectionSchedule>;

/** Whether a schedule has one of its two kinds and not the other: a JSON Schema of its fields can't say so. */
export const hasOneKind = ({
  cron,
  every_minutes: everyMinutes,
}: Pick<ConnectionSchedule, "cron" | "every_minutes">): boolean =>
  (cron === undefined) !== (everyMinutes === undefined);

/** POST /connections/{id}/backfill: syncs for planned times of the past, oldest first. */
export const backfillRequest = z.strictObject({
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  /** true: says which and starts none. */
  preview: z.boolean().default(false),
});
export type BackfillRequest = z.infer<typeof backfillRequest>;

export const backfillReport = z
  .object({ planned: z.array(z.string()), started: z.array(z.string()), known: z.array(z.string()) })
  .meta({ id: "Backfill" });
export type BackfillReport = z.infer<typeof backfillReport>;
