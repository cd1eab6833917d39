import type { JsonSchema } from "../connectors/context.ts";
import { parseJson } from "../values/parse-json.ts";
import { isRecord, type RecordValue, type Value } from "../values/value.ts";

/**
 * A message of Singer 0.2.0 (https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md). `other`: a type the
 * specification lets taps send and readers ignore (ACTIVATE_VERSION, BATCH).
 */
export type SingerMessage =
  | { type: "schema"; stream: string; schema: JsonSchema; keyProperties: readonly string[] }
  | { type: "record"; stream: string; record: RecordValue }
  | { type: "state"; value: Value }
  | { type: "other"; name: string };

/** A line that is no Singer message. */
export class NoSingerMessage extends Error {
  override readonly name = "NoSingerMessage";
}

/** Reads one line; numbers lose nothing. Throws `NoSingerMessage` saying what is missing. */
export function parseMessage(line: string): SingerMessage {
  const message = readObject(line);
  const { type } = message;
  if (typeof type !== "string") throw new NoSingerMessage("it has no type");
  switch (type.toUpperCase()) {
    case "SCHEMA":
      return schemaMessage(message);
    case "RECORD":
      return { type: "record", stream: streamOf(message), record: objectOf(message, "record") };
    case "STATE":
      return { type: "state", value: valueOf(message, "value") };
    default:
      return { type: "other", name: type };
  }
}

function readObject(line: string): RecordValue {
  try {
    const value = parseJson(line);
    if (isRecord(value)) return value;
  } catch (cause) {
    throw new NoSingerMessage("it is no JSON", { cause });
  }
  throw new NoSingerMessage("it is no JSON object");
}

function schemaMessage(message: RecordValue): SingerMessage {
  const { key_properties: keys = null } = message;
  const schema = schemaOf(objectOf(message, "schema"));
  if (keys !== null && !(Array.isArray(keys) && keys.every((key) => typeof key === "string")))
    throw new NoSingerMessage("its key_properties are no list of names");
  return {
    type: "schema",
    stream: streamOf(message),
    schema,
    keyProperties: (keys ?? []) as readonly string[],
  };
}

/** Checked as far as it is read: each property is a schema, which may also be true or false. */
function schemaOf(schema: RecordValue): JsonSchema {
  const { properties = {} } = schema;
  const isMapping =
    isRecord(properties) &&
    Object.values(properties).every((property) => isRecord(property) || typeof property === "boolean");
  if (isMapping) return schema as unknown as JsonSchema;
  throw new NoSingerMessage("the properties of its schema are no mapping of names to schemas");
}

function streamOf({ stream }: RecordValue): string {
  if (typeof stream === "string" && stream !== "") return stream;
  throw new NoSingerMessage("it names no stream");
}

function valueOf(message: RecordValue, name: string): Value {
  const value = message[name];
  if (value === undefined) throw new NoSingerMessage(`it has no ${name}`);
  return value;
}

function objectOf(message: RecordValue, name: string): RecordValue {
  const value = valueOf(message, name);
  if (isRecord(value)) return value;
  throw new NoSingerMessage(`its ${name} is no object`);
}
