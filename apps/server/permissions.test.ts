import { permissionsOf, role, type Role } from "@millrace/identity/contract";
import { signInAs, tokenHeaders } from "@millrace/identity/testing";
import { createApi, jsonAnswer } from "@millrace/platform/api";
import { createLogger } from "@millrace/platform/telemetry";
import { createRoute, z } from "@hono/zod-openapi";
import { afterAll, describe, expect, test } from "vitest";
import { housePermissions } from "./house-permissions.ts";
import { assertEveryOperationIsGuarded } from "./openapi.ts";
import { callers, holders, operations, type CallerKind } from "./testing/permission-table.ts";
import { openTestHouse } from "./testing/test-house.ts";

const house = await openTestHouse({ site: { posts: 1 }, config: { demo: false, demoUrl: null } });
afterAll(() => house[Symbol.asyncDispose]());

const { paths } = (await (await fetch(`${house.url}/api/v1/openapi.json`)).json()) as {
  paths: Record<string, Record<string, { "x-permission"?: string; requestBody?: unknown }>>;
};
const described = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    access: operation["x-permission"],
    hasBody: operation.requestBody !== undefined,
  })),
);
type Described = (typeof described)[number];

/** Somebody new for each request: some of them end the session they come with, and its person's others. */
async function headersOf(caller: CallerKind): Promise<Record<string, string>> {
  return caller === "nobody" ? {} : await house.signIn(caller);
}

/** What the door says, before anything is read of what is asked. */
async function knock({ method, path, hasBody }: Described, headers: Record<string, string>): Promise<string> {
  const address = path
    .replaceAll("{id}", "00000000-0000-7000-8000-000000000000")
    .replaceAll(/\{\w+\}/gu, "x");
  const leaving = new AbortController();
  const body = hasBody ? { body: '"nonsense"' } : {};
  const type = hasBody ? { "content-type": "application/json" } : {};
  const init = { method, headers: { ...headers, ...type }, signal: leaving.signal, ...body };
  const answer = await fetch(house.url + address, init);
  // Live streams have no end.
  const isProblem = answer.headers.get("content-type")?.includes("problem") === true;
  const code = isProblem ? ((await answer.json()) as { code: string }).code : "";
  leaving.abort();
  if (answer.status === 401 && code === "sign_in_required") return "sign in";
  return answer.status === 403 && code === "forbidden" ? "refused" : "let in";
}

const due = (caller: CallerKind, access: string): string => {
  if (holders[access]?.includes(caller) === true) return "let in";
  return caller === "nobody" ? "sign in" : "refused";
};

test("every operation is in the table with the permission it names, and the table has no others", () => {
  expect(Object.fromEntries(described.map(({ name, access }) => [name, access]))).toEqual(operations);
});

test("every role holds what the table says", () => {
  const tables = [housePermissions, ...house.context.features.all.map((feature) => feature.permissions)];
  for (const kind of role.options) {
    const written = Object.keys(holders).filter(
      (permission) => permission !== "public" && holders[permission]?.includes(kind) === true,
    );
    expect([...permissionsOf(kind, tables)].toSorted(), kind).toEqual(written.toSorted());
  }
});

describe.for(callers)("%s", (caller) => {
  test("is let in and refused as the table says, at every operation", async () => {
    const told = await Promise.all(
      described.map(async (operation) => [operation.name, await knock(operation, await headersOf(caller))]),
    );
    const written = described.map(({ name }) => [name, due(caller, operations[name] ?? "")]);
    expect(told).toEqual(written);
  });
});

test("a token is let in where its scopes reach, and no further than its person", async () => {
  const { pool } = house.database;
  const personOf = async (kind: Role): Promise<string> => (await signInAs(pool, kind)).personId;
  const owner = await tokenHeaders(pool, await personOf("owner"), ["posts:read"]);
  const viewer = await tokenHeaders(pool, await personOf("viewer"), ["posts:read", "posts:write"]);
  const told = await Promise.all(
    described.map(async (one) => [one.name, await knock(one, owner), await knock(one, viewer)]),
  );
  const written = described.map(({ name }) => {
    const isOpen = ["public", "posts:read"].includes(operations[name] ?? "");
    return isOpen ? [name, "let in", "let in"] : [name, "refused", "refused"];
  });
  expect(told).toEqual(written);
});

test("a server does not start with an operation that says nothing of who may call it", () => {
  const api = createApi(createLogger({ level: "silent" }));
  const responses = { 200: jsonAnswer(z.object({}), "Open to anybody by mistake") };
  api.openapi(createRoute({ method: "get", path: "/forgotten", responses }), (c) => c.json({}, 200));
  expect(() => assertEveryOperationIsGuarded(api)).toThrow(/GET \/forgotten does not say who may call it/u);
});
