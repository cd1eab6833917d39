import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeSettings, secretNames } from "../../connectors/settings.ts";
import { httpSettings } from "./settings.ts";

const faultsOf = (definition: unknown, more: Record<string, unknown> = {}): string[] => {
  const parsed = httpSettings.safeParse({ definition, ...more });
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
};

const oneStream = (stream: Record<string, unknown>) => ({
  base_url: "https://api.example.com",
  streams: [{ name: "customers", path: "/customers", ...stream }],
});

const examples = join(import.meta.dirname, "examples");

test.each(readdirSync(examples))("the example %s is a definition", (file) => {
  const definition = readFileSync(join(examples, file), "utf8");
  const names = [...definition.matchAll(/\{\{ (secrets|config)\.(\w+) \}\}/gu)];
  const given = (scope: string) =>
    Object.fromEntries(names.filter((name) => name[1] === scope).map((name) => [name[2] ?? "", "x"]));
  expect(faultsOf(definition, { secrets: given("secrets"), config: given("config") })).toEqual([]);
});

test("what was parsed is a definition as well", () => {
  const parsed = httpSettings.parse({
    definition: oneStream({}),
    secrets: "key: env:KEY",
    config: "size: 5",
  });
  expect(parsed.secrets).toEqual({ key: "env:KEY" });
  expect(parsed.config).toEqual({ size: 5 });
  expect(httpSettings.parse(parsed)).toEqual(parsed);
});

test("secrets written as lines stay the texts they are", () => {
  expect(httpSettings.parse({ definition: oneStream({}), secrets: "pin: 0042\nkey: yes" }).secrets).toEqual({
    pin: "0042",
    key: "yes",
  });
  expect(faultsOf(oneStream({}), { secrets: "a b c" })).toEqual(["must have lines of the form name: value"]);
});

test("a form can be made of the settings", () => {
  expect(describeSettings(httpSettings).map(({ name, isRequired }) => [name, isRequired])).toEqual([
    ["definition", true],
    ["secrets", false],
    ["config", false],
  ]);
  expect(secretNames(httpSettings)).toEqual(["secrets"]);
});

test.each([
  [{ ...oneStream({}), autz: {} }, `"autz" is not known here; did you mean "auth"?`],
  [oneStream({ paginators: {} }), `streams[0]: "paginators" is not known here; did you mean "paginator"?`],
  [
    oneStream({ paginator: { type: "offset", offset_param: "o", zzz: 1 } }),
    `streams[0].paginator: "zzz" is not known here; known are type, offset_param, limit_param, limit`,
  ],
  [
    oneStream({ paginator: { type: "kursor" } }),
    "streams[0].paginator.type: must be one of none, cursor, page, offset, link_header, next_url",
  ],
  [{ base_url: "https://a.example" }, "streams is missing"],
  [{ ...oneStream({}), base_url: 3 }, "base_url: must be string"],
  [{ base_url: "https://a.example", streams: [] }, "streams: has no stream"],
  [
    oneStream({ records: "data..items" }),
    `streams[0].records: "data..items" is no path: it goes like data.items, data[0], edges[].node or ["a.b"]`,
  ],
  [
    oneStream({ errors: { status: { 429: "fail" } } }),
    "streams[0].errors.status.429: is no status from 400 to 599, or is 429, which always waits as long as the API asks",
  ],
  [
    oneStream({ errors: { status: { 404: "skip" } } }),
    "streams[0].errors.status.404: must be retry, fail or ignore, or have do: and message:",
  ],
  [
    oneStream({ incremental: { field: "id", param: "after", format: "number", lookback_seconds: 5 } }),
    "streams[0].incremental.lookback_seconds: lookback_seconds takes a format that is a time",
  ],
  [
    oneStream({ paginator: { type: "cursor", next: "next" } }),
    "streams[0].paginator: the cursor is sent nowhere; give param, or use {{ page.cursor }}",
  ],
  [
    oneStream({ incremental: { field: "id" } }),
    "streams[0].incremental: the cursor is sent nowhere; give param, or use {{ state.cursor }}",
  ],
  [
    oneStream({ query: { key: "{{ secrets.tokn }}" } }),
    "streams[0].query.key: there is no secrets.tokn; did you mean secrets.token?",
  ],
  [
    { ...oneStream({}), headers: { since: "{{ state.cursor }}" } },
    "headers.since: there is no state.cursor: variables begin with secrets, config",
  ],
  [
    oneStream({ query: { page: "{{ page.number + 1 }}" } }),
    "streams[0].query.page: {{ … }} holds the name of one variable, as {{ config.shop }}; nothing is computed",
  ],
  [
    { ...oneStream({}), streams: [oneStream({}).streams[0], oneStream({}).streams[0]] },
    "streams[1].name: there is another stream customers",
  ],
  [
    "base_url: https://a.example\nauth: { type: bearer, token: {{ secrets.token }} }",
    "line 2: put {{ … }} between quotes",
  ],
  [
    "base_url: [",
    "the definition is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 12:",
  ],
  ["just a text", "the definition is no mapping with base_url and streams"],
  [undefined, "must be YAML, or a mapping with base_url and streams"],
])("%j is refused with the place, and what may have been meant", (definition, fault) => {
  expect(faultsOf(definition, { secrets: { token: "x" } })).toEqual([fault]);
});
