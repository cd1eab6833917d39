import type { RecordValue } from "../../values/value.ts";

/** What tells customers apart, since neither API gives an id or a change date of its own. */
export const customerKey = "customer_key";

export const customerKeySchema = {
  type: ["string", "null"],
  description:
    "Made by this source: the customer's id in the shop, else the e-mail address in lower case. Both may change, and then it is another key.",
};

/**
 * The record itself with its key: the first of these fields that says something, else the e-mail address in lower case. null
 * where a customer has neither. Everything else stays as it came. The record was parsed for its page and is nobody else's: a copy of each
 * would cost as much as reading it.
 */
export function withCustomerKey(record: RecordValue, idFields: readonly string[]): RecordValue {
  if (Object.hasOwn(record, customerKey)) return record;
  const id = idFields.map((field) => textOf(record[field])).find((text) => text !== null);
  const key = id ?? textOf(record["email"])?.toLowerCase() ?? null;
  return Object.assign(record, { [customerKey]: key });
}

function textOf(value: RecordValue[string] | undefined): string | null {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return null;
  const text = String(value).trim();
  return text === "" ? null : text;
}
