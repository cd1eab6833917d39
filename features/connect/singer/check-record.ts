import { UserFacingError } from "@millrace/platform/errors";
import type { JsonSchema } from "../connectors/context.ts";
import type { RecordValue } from "../values/value.ts";

const typeNames = new Set(["null", "boolean", "object", "array", "number", "string", "integer"]);

/** Throws `UserFacingError` for a schema with types that JSON Schema does not have: its columns would be guesses. */
export function checkSchema(stream: string, schema: JsonSchema): void {
  for (const [field, { type = [] }] of Object.entries(schema.properties ?? {})) {
    const unknown = [type].flat().find((name) => !typeNames.has(String(name)));
    if (unknown !== undefined)
      throw new UserFacingError(
        "singer_schema_invalid",
        `The SCHEMA of the stream ${stream} gives the field ${field} the type ${JSON.stringify(unknown)}, which JSON Schema does not have.`,
      );
  }
}

/**
 * Throws `UserFacingError` for a record without a field its schema requires, or with no value in a key. Types are not looked
 * at: columns follow the records.
 */
export function checkRecord(
  stream: string,
  record: RecordValue,
  { required, keys }: { required: readonly string[]; keys: readonly string[] },
): void {
  const key = keys.find((field) => (record[field] ?? null) === null);
  if (key !== undefined) throw missing(stream, `a value in the key field ${key}`);
  const field = required.find((name) => record[name] === undefined);
  if (field !== undefined) throw missing(stream, `the field ${field}, which its SCHEMA requires`);
}

const missing = (stream: string, what: string): UserFacingError =>
  new UserFacingError("singer_record_incomplete", `A RECORD of the stream ${stream} lacks ${what}.`);

/** Names under `required`; none where the keyword is no list, as in draft 3. */
export const requiredBy = ({ required }: JsonSchema): string[] =>
  Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
