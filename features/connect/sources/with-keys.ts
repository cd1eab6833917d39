import type { JsonSchema } from "../connectors/context.ts";

/** A schema that knows the fields of the key, whatever else it leaves open. */
export const withKeys = (schema: JsonSchema, primaryKey: readonly string[]): JsonSchema => ({
  ...schema,
  properties: { ...Object.fromEntries(primaryKey.map((field) => [field, {}])), ...schema.properties },
});
