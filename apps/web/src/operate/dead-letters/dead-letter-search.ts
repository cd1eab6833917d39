/** What the address of the dead letters says. */
export interface DeadLetterSearch {
  q?: string;
}

/** Reads the address leniently. */
export function readDeadLetterSearch(raw: Record<string, unknown>): DeadLetterSearch {
  const q = raw["q"];
  return typeof q === "string" && q.trim() !== "" ? { q } : {};
}
