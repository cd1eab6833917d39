import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { readDescription, type NamedOperation, type Schema } from "./testing/described-api.ts";
import { bodyOf, callerOf, parametersIn, textOf } from "./testing/operation-caller.ts";
import { openTestHouse } from "./testing/test-house.ts";
import { strangeValues } from "./testing/values-of-schema.ts";

/** Inputs tried per operation and kind; a long campaign sets MILLRACE_CONTRACT_RUNS to thousands. */
const numRuns = Number(process.env["MILLRACE_CONTRACT_RUNS"] ?? 3);

const house = await openTestHouse({ site: { posts: 5 } });
afterAll(() => house[Symbol.asyncDispose]());

const api = await readDescription(house.url);
/** A stream has no end to wait for. */
const operations = api.operations.filter(({ path }) => path !== "/api/v1/stream");

const caller = callerOf(house.url, api);

test.each(operations)(
  "$method $path keeps its word for what its description allows",
  async (operation) => {
    await fc.assert(
      fc.asyncProperty(caller.inputsOf(operation), async (input) => {
        const answer = await caller.send(operation, input);
        expect(caller.brokenPromises(operation, answer)).toEqual([]);
      }),
      { numRuns },
    );
  },
  Math.max(30_000, numRuns * 200),
);

interface Corruption {
  place: "path" | "query" | "json";
  name: string;
  schema: Schema;
}

/** Places of which the description says enough to know that a value is wrong. */
function placesOf(operation: NamedOperation): Corruption[] {
  const parameters = (["query", "path"] as const).flatMap((place) =>
    parametersIn(operation, place).map(({ name, schema }) => ({ place, name, schema })),
  );
  const body = bodyOf(operation);
  const schema = body?.type === "application/json" ? api.resolve(body.schema) : {};
  const fields = Object.entries(schema.properties ?? {}).map(([name, part]) => ({
    place: "json" as const,
    name,
    schema: part,
  }));
  return [...parameters, ...fields];
}

const targets = { path: "param", query: "query", json: "json" } as const;

/** As a parameter arrives: text, that may be read as a number or as true. */
function isWrongText(schema: Schema, text: string): boolean {
  const readings: unknown[] = [
    text,
    ...(text.trim() === "" ? [0] : [Number(text)]),
    text === "true",
    text.split(","),
  ];
  return text !== "" && readings.every((reading) => api.faultOf(schema, reading) !== null);
}

const corruptions = operations.flatMap((operation) =>
  placesOf(operation).map((place) => ({ ...operation, ...place, target: targets[place.place] })),
);

test.each(corruptions)(
  "$method $path names $name, of its $target, when that alone is wrong",
  async ({ place, name, schema, target, ...operation }) => {
    const wrong = strangeValues.filter((value) =>
      place === "json"
        ? api.faultOf(schema, value) !== null
        : !textOf(value).includes("\0") && isWrongText(schema, textOf(value)),
    );
    const samples = fc.sample(strangeValues, { numRuns: 300, seed: 1 });
    const canBeWrong = samples.some((value) =>
      place === "json"
        ? api.faultOf(schema, value) !== null
        : !textOf(value).includes("\0") && isWrongText(schema, textOf(value)),
    );
    // Free text can't be wrong.
    if (!canBeWrong) return;
    await fc.assert(
      fc.asyncProperty(caller.inputsOf(operation), wrong, async (input, value) => {
        const part = place === "json" ? "body" : place;
        const answer = await caller.send(operation, {
          ...input,
          [part]: { ...(input[part] as Record<string, unknown>), [name]: value },
        });
        expect(caller.brokenPromises(operation, answer)).toEqual([]);
        expect([answer.status, (answer.json as { field?: string } | null)?.field], answer.text).toEqual([
          expect.toSatisfy((status: number) => status >= 400 && status < 500),
          expect.stringMatching(new RegExp(`^${target}\\.${RegExp.escape(name)}(?:\\.|$)`, "u")),
        ]);
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  },
  Math.max(30_000, numRuns * 200),
);

test.each(operations.filter((operation) => bodyOf(operation) !== null))(
  "$method $path refuses a body of another type, a broken one, a deep one, and none where it needs one",
  async ({ method, path, operation }) => {
    const address = `${house.url}${path.replaceAll(/\{.+?\}/gu, "01900000-0000-7000-8000-000000000000")}`;
    const refusal = async (type: string | null, body: string | null): Promise<[number, string | null]> => {
      const headers: Record<string, string> = type === null ? {} : { "content-type": type };
      const init: RequestInit = { method, headers, body };
      const answer = await fetch(address, init);
      await answer.body?.cancel();
      return [answer.status, answer.headers.get("content-type")];
    };
    const problem = "application/problem+json";
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "text/json"])
      expect([type, ...(await refusal(type, "{}"))]).toEqual([type, 415, problem]);
    const needsBody = operation.requestBody?.required === true;
    const isJson = operation.requestBody?.content["application/json"] !== undefined;
    const broken = isJson ? await refusal("application/json", "{") : [400, problem];
    expect(broken).toEqual([400, problem]);
    const deep = isJson
      ? await refusal("application/json", `${"[".repeat(20_000)}${"]".repeat(20_000)}`)
      : [400, problem];
    expect(deep).toEqual([400, problem]);
    const none = needsBody ? await refusal(null, null) : [400, problem];
    expect([400, 415]).toContain(none[0]);
  },
);

test.each(Object.keys(api.document.paths))(
  "%s refuses other methods and says which it takes",
  async (path) => {
    const address = `${house.url}${path.replaceAll(/\{.+?\}/gu, "01900000-0000-7000-8000-000000000000")}`;
    // "/posts/export" is an address of "/posts/{id}" too.
    const taken = api.operations
      .filter((one) => new RegExp(`^${one.path.replaceAll(/\{.+?\}/gu, "[^/]+")}$`, "u").test(path))
      .map(({ method }) => method);
    for (const method of ["PUT", "DELETE", "PATCH", "POST", "OPTIONS", "PROPFIND"].filter(
      (one) => !taken.includes(one),
    )) {
      const answer = await fetch(address, { method });
      const others = answer.headers.get("allow")?.split(", ") ?? [];
      await answer.body?.cancel();
      // A longer address may be an operation of its own: "/posts/export" beside "/posts/{id}".
      if (others.includes(method)) continue;
      expect([method, answer.status]).toEqual([method, 405]);
      expect(others).toEqual(expect.arrayContaining(taken));
    }
  },
);
