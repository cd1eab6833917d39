import { z } from "zod";

/** An object that refuses keys it does not know, and says which of its own may have been meant. */
export function strictObject<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? (issue.keys as string[]).map((key) => unknownKey(key, known)).join("; ")
        : undefined,
  });
}

/** "“paginators” is not known here; did you mean “paginator”?" */
export function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant === null
    ? `"${key}" is not known here; known are ${known.join(", ")}`
    : `"${key}" is not known here; did you mean "${meant}"?`;
}

/** The word that differs least, when it differs little enough to be a slip. */
export function nearest(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((each) => ({ each, distance: distanceBetween(word.toLowerCase(), each.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.max(1, Math.floor(word.length / 3)) ? best.each : null;
}

/** Levenshtein's distance. */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
