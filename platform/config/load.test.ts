import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserFacingError } from "@millrace/platform/errors";
import { createTemporaryFolder } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { houseSettings, loadConfig } from "./index.ts";

interface Given {
  yaml?: string;
  env?: Record<string, string>;
  flags?: Record<string, unknown>;
}

async function load({ yaml, env = {}, flags = {} }: Given) {
  await using folder = await createTemporaryFolder();
  const file = join(folder.path, "millrace.yaml");
  if (yaml !== undefined) await writeFile(file, yaml);
  return loadConfig(houseSettings, { env, file, flags });
}

async function refusal(given: Given): Promise<UserFacingError> {
  const error: unknown = await load(given).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof UserFacingError) return error;
  throw new Error("it was not refused", { cause: error });
}

const originOf = async (given: Given, name: string): Promise<unknown> => {
  const setting = (await load(given)).print().find((one) => one.name === name);
  return [setting?.value, setting?.origin];
};

test("with nothing given every setting has its default and says so", async () => {
  const loaded = await load({});
  expect(loaded.values).toMatchObject({
    port: 4400,
    host: "127.0.0.1",
    databaseUrl: null,
    demo: "auto",
    role: "all",
    traceSampleRatio: 0.05,
  });
  expect(
    loaded
      .print()
      .every((setting) => setting.origin === "default" && setting.about !== "" && setting.env !== ""),
  ).toBe(true);
});

test("a flag wins over the environment, the environment over the file, the file over the default", async () => {
  const yaml = "port: 1\n";
  const env = { PORT: "2" };
  expect(await originOf({ yaml, env, flags: { port: "3" } }, "port")).toEqual([3, "flag"]);
  expect(await originOf({ yaml, env, flags: { port: undefined } }, "port")).toEqual([2, "environment"]);
  expect(await originOf({ yaml }, "port")).toEqual([1, "file"]);
  expect(await originOf({}, "port")).toEqual([4400, "default"]);
});

test.each(["", "# only a comment\n", "port:\n", "port: null\n", "---\n"])(
  "a file that sets nothing (%j) leaves the defaults",
  async (yaml) => {
    expect(await originOf({ yaml, env: { PORT: "" } }, "port")).toEqual([4400, "default"]);
  },
);

test.each([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
  ["auto", "auto"],
])("MILLRACE_DEMO=%s means %s", async (text, value) => {
  expect((await load({ env: { MILLRACE_DEMO: text } })).values.demo).toBe(value);
});

test.each([
  [{ env: { PORT: "abc" } }, "environment variable PORT", '"abc"'],
  [{ env: { PORT: " " } }, "environment variable PORT", '" "'],
  [{ env: { PORT: "70000" } }, "environment variable PORT", '"70000"'],
  [{ env: { PORT: "1.5" } }, "environment variable PORT", '"1.5"'],
  [{ yaml: "port: true" }, '"port" in ', "true"],
  [{ yaml: "port: []" }, '"port" in ', "[]"],
  [{ flags: { port: "-1" } }, "--port", '"-1"'],
  [{ flags: { dataFolder: "" } }, "--data-folder", '""'],
  [{ env: { MILLRACE_ROLE: "boss" } }, "environment variable MILLRACE_ROLE", '"boss"'],
  [{ env: { OTEL_EXPORTER_OTLP_ENDPOINT: "not a url" } }, "OTEL_EXPORTER_OTLP_ENDPOINT", '"not a url"'],
  [{ env: { MILLRACE_TRACE_SAMPLE_RATIO: "2" } }, "MILLRACE_TRACE_SAMPLE_RATIO", '"2"'],
  [{ yaml: "host: [1, 2]" }, '"host" in ', "[1,2]"],
] satisfies [Given, string, string][])(
  "a bad value (%j) is refused, saying where it was set, what it is and why",
  async (given, where, shown) => {
    const error = await refusal(given);
    expect(error).toMatchObject({ code: "config_invalid", exitCode: 2 });
    expect(error.message).toContain(where);
    expect(error.message).toContain(`can't be ${shown}: `);
    expect(error.message).not.toMatch(/\n|undefined|\[object/u);
  },
);

test("a bad secret is refused without being shown", async () => {
  const error = await refusal({ yaml: "databaseUrl: [canary-1]" });
  expect(error.message).toContain("its value");
  expect(error.message).not.toContain("canary");
});

test("secrets are masked in what is printed, and only whether they are set is told", async () => {
  const loaded = await load({ env: { DATABASE_URL: "postgres://me:canary@host/db" } });
  expect(loaded.values.databaseUrl).toBe("postgres://me:canary@host/db");
  expect(JSON.stringify(loaded.print())).not.toContain("canary");
  expect(await originOf({ env: { DATABASE_URL: "postgres://me:canary@host/db" } }, "databaseUrl")).toEqual([
    expect.stringMatching(/^•+$/u),
    "environment",
  ]);
  expect(await originOf({}, "databaseUrl")).toEqual([null, "default"]);
});

test.each(["prot", "PORT", "__proto__", "constructor", "toString"])(
  "a name that is no setting (%s) is refused with those there are",
  async (name) => {
    const error = await refusal({ yaml: `${name}: 1\n` });
    expect(error).toMatchObject({ code: "config_unknown_setting", exitCode: 2 });
    expect(error.message).toContain(`"${name}"`);
    expect(error.message).toContain("dataFolder, databaseUrl");
  },
);

test.each([
  ["port: [", "config_unreadable"],
  ["port: 1\nport: 2\n", "config_unreadable"],
  ["a: &x [*x, *x]\n\tb", "config_unreadable"],
  ["- port\n", "config_invalid"],
  ["just text", "config_invalid"],
])("a file that is no list of settings (%j) is refused in one sentence that names it", async (yaml, code) => {
  const error = await refusal({ yaml });
  expect(error).toMatchObject({ code, exitCode: 2 });
  expect(error.message).toContain("millrace.yaml");
  expect(error.message).not.toContain("\n");
});

test("a folder in the file's place is refused, a missing file is none", async () => {
  await using folder = await createTemporaryFolder();
  const file = join(folder.path, "millrace.yaml");
  expect(loadConfig(houseSettings, { env: {}, file }).values.port).toBe(4400);
  expect(loadConfig(houseSettings, { env: {}, file: null }).values.port).toBe(4400);
  await mkdir(file);
  expect(() => loadConfig(houseSettings, { env: {}, file })).toThrow(UserFacingError);
});
