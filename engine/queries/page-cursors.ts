import { pageCursor } from "@millrace/platform/db";
import { z } from "zod";

const runId = z.string().regex(/^[\x21-\x7e]{1,300}$/u);

/** Where a page of runs ended. */
export const runCursor = pageCursor(z.object({ created_at_ms: z.int().nonnegative(), run_id: runId }));

/** Where a page of dead letters ended; in microseconds, as the database keeps it: many die in one millisecond. */
export const deadLetterCursor = pageCursor(z.object({ at_us: z.int().nonnegative(), run_id: runId }));

/** Where a page of a run's log ended. */
export const logCursor = pageCursor(z.object({ id: z.int().nonnegative() }));
