import { InvalidArgumentError } from "commander";
import { z } from "zod";

const given = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** Reads a flag as an instant; a day alone is its beginning in UTC. Resolves with ISO 8601 in UTC. */
export function instant(text: string): string {
  if (!given.safeParse(text).success)
    throw new InvalidArgumentError(
      "It must be an instant with its zone (2026-01-31T03:00:00Z) or a day (2026-01-31).",
    );
  return new Date(text).toISOString();
}
