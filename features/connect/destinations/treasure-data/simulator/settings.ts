import { z } from "zod";

/** How Treasure Data behaves; the switches are what its documentation leaves open. Each may be changed while it runs. */
export const treasureDataSwitches = z
  .object({
    /** How long the job of `perform` takes, ms. */
    performMs: z.int().nonnegative().max(3_600_000).default(0),
    /** How long after `perform` a session is still shown as uploading, with the job already named, ms. */
    performShownAfterMs: z.int().nonnegative().max(3_600_000).default(0),
    commitMs: z.int().nonnegative().max(3_600_000).default(0),
    /** What a part does that comes under a name that is there. `duplicate`: its rows are there twice. */
    partAgain: z.enum(["overwrite", "duplicate", "refuse"]).default("overwrite"),
    jobIds: z.enum(["text", "number"]).default("text"),
    errorRecords: z.enum(["rows", "empty"]).default("rows"),
    /** Whether the parts of a session are still listed once it was performed. */
    performedParts: z.enum(["listed", "gone"]).default("listed"),
    /** Whether a session may be deleted that is frozen, and not committed. */
    frozenSessions: z.enum(["deletable", "locked"]).default("deletable"),
    /** What append-schema does about a column that is there. */
    columnsAgain: z.enum(["ignore", "refuse"]).default("refuse"),
    /** How long an identifier of import_with_id is remembered, ms. */
    dedupWindowMs: z.int().nonnegative().default(3_600_000),
    /** Bulk-import sessions an account may have (2,448). */
    mostSessions: z.int().positive().default(2448),
    /** Below, the name of a session is too short. */
    shortestSessionName: z.int().positive().default(3),
    /** A session is gone after so many ms (30 days). */
    sessionLifeMs: z.int().positive().default(2_592_000_000),
    /** Keys of one record. */
    mostKeysStreaming: z.int().positive().default(512),
    mostKeysBulk: z.int().positive().default(4096),
  })
  .strict();
export type TreasureDataSwitches = z.output<typeof treasureDataSwitches>;
export type TreasureDataSwitchesInput = z.input<typeof treasureDataSwitches>;
