/** The named groups of a match, "" where one took no part; null when the text does not match. */
export function namedGroups<Name extends string>(pattern: RegExp, text: string): Record<Name, string> | null {
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined) return null;
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]: [string, string | undefined]) => [name, value ?? ""]),
  ) as Record<Name, string>;
}
