/** A path with a filter; what is undefined is left out. */
export function withQuery(
  path: string,
  filter: Readonly<Record<string, string | number | undefined>>,
): string {
  const given = Object.entries(filter).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
