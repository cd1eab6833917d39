import fc from "fast-check";
import type { DescribedApi, Schema } from "./described-api.ts";

type Values = fc.Arbitrary<unknown>;

/** Values a JSON schema allows, small ones first. */
export function valuesOf(api: Pick<DescribedApi, "resolve">, given: Schema): Values {
  const schema = api.resolve(given);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => valuesOf(api, choice)));
  if (schema.allOf !== undefined) return merged(schema.allOf.map((part) => valuesOf(api, part)));
  const types = [schema.type ?? []].flat();
  const known = types.map((type) => valuesOfType(api, { ...schema, type }));
  return known.length === 0 ? fc.jsonValue({ maxDepth: 2 }) : fc.oneof(...known);
}

function merged(parts: readonly Values[]): Values {
  return fc.tuple(...parts).map((values) => Object.assign({}, ...(values as object[])) as unknown);
}

type Maker = (api: Pick<DescribedApi, "resolve">, schema: Schema) => Values;

const makers: Readonly<Record<string, Maker>> = {
  string: (_api, schema) => texts(schema),
  integer: (_api, schema) => fc.integer(boundsOf(schema)),
  number: (_api, schema) => fc.double({ ...boundsOf(schema), noNaN: true, noDefaultInfinity: true }),
  boolean: () => fc.boolean(),
  null: () => fc.constant(null),
  array: (api, { items, minItems = 0, maxItems = 3 }) =>
    fc.array(valuesOf(api, items ?? {}), {
      minLength: minItems,
      maxLength: Math.min(maxItems, minItems + 3),
    }),
  object: objects,
};

function valuesOfType(api: Pick<DescribedApi, "resolve">, schema: Schema & { type: string }): Values {
  const make = makers[schema.type];
  if (make === undefined) throw new Error(`No values are known for the type ${schema.type}.`);
  return make(api, schema);
}

function boundsOf(schema: Schema): { min: number; max: number } {
  const least =
    schema.minimum ?? (schema.exclusiveMinimum === undefined ? undefined : schema.exclusiveMinimum + 1);
  const most =
    schema.maximum ?? (schema.exclusiveMaximum === undefined ? undefined : schema.exclusiveMaximum - 1);
  const limit = (value: number): number => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value));
  return { min: limit(least ?? -1_000_000), max: limit(most ?? 1_000_000) };
}

function objects(api: Pick<DescribedApi, "resolve">, schema: Schema): Values {
  const properties = Object.entries(schema.properties ?? {}).map(
    ([name, part]) => [name, valuesOf(api, part)] as const,
  );
  const requiredKeys = (schema.required ?? []).filter((name) => Object.hasOwn(schema.properties ?? {}, name));
  const named = fc.record(Object.fromEntries(properties), { requiredKeys });
  if (properties.length > 0 || typeof schema.additionalProperties !== "object") return named;
  const keys =
    schema.propertyNames === undefined ? fc.string({ maxLength: 8 }) : valuesOf(api, schema.propertyNames);
  return fc.dictionary(keys.map(String), valuesOf(api, schema.additionalProperties), { maxKeys: 3 });
}

/** Text that no format is known for is whatever a person might type; lengths count what is left after trimming. */
function texts(schema: Schema): Values {
  const known = textsOfFormat(schema.format);
  if (known !== null) return known;
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern, "u"));
  const minLength = schema.minLength ?? 0;
  const length = { minLength, maxLength: Math.max(minLength, Math.min(schema.maxLength ?? 30, 30)) };
  const isMeant = (text: string): boolean =>
    text.length <= (schema.maxLength ?? Infinity) && text.trim().length >= minLength;
  return fc.oneof(
    fc.string(length).filter(isMeant),
    fc.string({ ...length, unit: "grapheme" }).filter(isMeant),
  );
}

function textsOfFormat(format: string | undefined): Values | null {
  switch (format) {
    case "uuid":
      return fc.uuid();
    case "date-time":
      return fc
        .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
        .map((at) => at.toISOString());
    case "email":
      return fc.stringMatching(/^[a-z]{1,12}$/u).map((name) => `${name}@mail.example`);
    case "uri":
      return fc.webUrl({ authoritySettings: {} });
    case "binary":
      return fc.uint8Array({ maxLength: 200 }).map((bytes) => new File([bytes], "page.html"));
    default:
      return null;
  }
}

/** Values of other kinds, lengths and sizes than anybody asked for; ask the schema whether one is wrong. */
export const strangeValues: Values = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1.5,
    1e300,
    2 ** 31,
    2 ** 53,
    "",
    "\0",
    "\ud800",
    [],
    {},
    [[]],
    [null],
  ),
  fc.constantFrom<unknown>("x".repeat(5_000), "nonsense", "../../etc/passwd", "1e9", "__proto__", {
    __proto__x: 1,
  }),
  fc.jsonValue({ maxDepth: 2 }),
);
