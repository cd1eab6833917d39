/** What a field for date and time shows for the beginning of the day of an instant, on the reader's own clocks. */
export function beginningOf(ms: number): string {
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T00:00`;
}

/** The instant such a field stands for, ISO 8601; null while it is not filled in. */
export function instantOf(text: string): string | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
