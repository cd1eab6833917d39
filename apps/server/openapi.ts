import { accessField, type Api } from "@millrace/platform/api";
import { Broken } from "@millrace/platform/errors";
import { version } from "./version.ts";

const methods = ["get", "put", "post", "delete", "patch"] as const;
export type Method = (typeof methods)[number];

export interface Operation {
  method: Method;
  /** With parameters in braces: "/api/v1/posts/{id}". */
  path: string;
  summary: string;
}

type Document = ReturnType<Api["getOpenAPI31Document"]>;

const described = new WeakMap<Api, Document>();

/** The OpenAPI 3.1 description of everything the app answers, generated once. Call it when all routes are there. */
export function describeApi(app: Api): Document {
  const known = described.get(app);
  if (known !== undefined) return known;
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "__Host-millrace",
    description: "Set by POST /api/v1/sign-in",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "An API token: mrt_…",
  });
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Millrace", version, description: "Collect, create, sell, on one durable engine." },
  });
  for (const item of Object.values(document.paths ?? {})) {
    for (const method of methods) {
      const responses = item[method]?.responses;
      if (responses !== undefined) responses["default"] ??= anyProblem;
    }
  }
  const plain = withoutFlags(document);
  described.set(app, plain);
  return plain;
}

/** JSON Schema's patterns are bare sources; the generator leaves the closing slash and the flags of ours in them. */
function withoutFlags(document: Document): Document {
  return JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === "pattern" && typeof value === "string" ? value.replace(/(?<!\\)\/[a-z]*$/u, "") : value,
  ) as Document;
}

/** Refusals that are not about one operation (403, 413, 415, 503…) and faults of ours, all of one shape. */
const anyProblem = {
  description: "Any other refusal or fault, as problem details",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

export function operationsOf(app: Api): Operation[] {
  return Object.entries(describeApi(app).paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ method, path, summary: operation.summary ?? "" }];
    }),
  );
}

/** Throws Broken for an operation that says neither which permission it needs nor that it is public. */
export function assertEveryOperationIsGuarded(app: Api): void {
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route" || accessField in definition.route) continue;
    const { method, path } = definition.route;
    throw new Broken(
      `${method.toUpperCase()} ${path} does not say who may call it: describe it with operation(), not createRoute().`,
    );
  }
}
