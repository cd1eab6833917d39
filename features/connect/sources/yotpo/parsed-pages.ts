import type { Value } from "../../values/value.ts";
import { readJson } from "./read-json.ts";

/** What reading a page through has parsed already, for who decodes the very same bytes next: parsing is most of the work. */
const parsed = new WeakMap<Uint8Array, Value>();

export function keepParsed(body: Uint8Array, value: Value): void {
  parsed.set(body, value);
}

/** The bytes as JSON; given away once, so that nobody shares what another one may change. Throws `UnreadablePage`. */
export function takeParsed(body: Uint8Array): Value {
  const value = parsed.get(body);
  if (value === undefined) return readJson(body);
  parsed.delete(body);
  return value;
}
