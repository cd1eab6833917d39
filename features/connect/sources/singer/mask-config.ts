const mask = "••••";
/** Shorter ones would be found in any text. */
const leastCharacters = 4;

/** A function that takes the values of a tap's configuration out of a text: most are, or could be, secrets. */
export function maskerOf(config: Readonly<Record<string, unknown>>): (text: string) => string {
  const values = [...textsIn(config)]
    .filter((value) => value.length >= leastCharacters && !isHarmless(value))
    .toSorted((a, b) => b.length - a.length);
  return (text) => values.reduce((rest, value) => rest.replaceAll(value, mask), text);
}

/** Dates and plain origins say where a tap looks, and are wanted in its messages. */
function isHarmless(value: string): boolean {
  if (/^\d{4}-\d\d-\d\d/u.test(value)) return true;
  const url = URL.parse(value);
  return url !== null && url.href.replace(/\/$/u, "") === url.origin;
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) yield* textsIn(inner);
}
