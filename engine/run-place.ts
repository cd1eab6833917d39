import { z } from "zod";
import type { RunPlace } from "./core.ts";

const schema = z.object({ level: z.int().nonnegative(), queue: z.string(), key: z.string().optional() });

/** The place stored beside a run's input, or null when there is none. */
export function placeOf(stored: unknown): RunPlace | null {
  const parsed = schema.safeParse(stored);
  return parsed.success ? parsed.data : null;
}
