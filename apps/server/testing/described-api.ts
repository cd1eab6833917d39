import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

/** A JSON schema as the OpenAPI document has it; what we don't look at stays unknown. */
export interface Schema {
  type?: string | string[];
  $ref?: string;
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  nullable?: boolean;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  schema: Schema;
}

type Content = Record<string, { schema: Schema }>;

export interface DescribedOperation {
  summary?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { description?: string; content?: Content }>;
}

export interface OpenApi {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, DescribedOperation>>;
  components: { schemas: Record<string, Schema> };
}

export interface NamedOperation {
  /** In capitals. */
  method: string;
  path: string;
  operation: DescribedOperation;
}

/** The description a running server gives of itself, and what judges values by it. */
export interface DescribedApi {
  document: OpenApi;
  operations: NamedOperation[];
  /** What is wrong with a value, in one line; null when it is as the schema says. */
  faultOf(schema: Schema, value: unknown): string | null;
  resolve(schema: Schema): Schema;
}

export async function readDescription(url: string): Promise<DescribedApi> {
  const document = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as OpenApi;
  const judge = new Ajv2020({ strict: false, validateFormats: false });
  const compiled = new WeakMap<Schema, ValidateFunction>();
  const compile = (schema: Schema): ValidateFunction => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    const fresh = judge.compile({ ...schema, components: document.components });
    compiled.set(schema, fresh);
    return fresh;
  };
  return {
    document,
    operations: Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    ),
    faultOf(schema, value) {
      const isValid = compile(schema);
      return isValid(value) ? null : judge.errorsText(isValid.errors);
    },
    resolve(schema) {
      const name = schema.$ref?.replace("#/components/schemas/", "");
      const found = name === undefined ? schema : document.components.schemas[name];
      if (found === undefined) throw new Error(`The description has no schema ${name ?? ""}.`);
      return found;
    },
  };
}
