import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createTemporaryFolder, type TemporaryFolder } from "@millrace/platform/testing";
import { expectRefusal, runMillrace } from "../testing/run-millrace.ts";

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await createTemporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());
afterEach(() => rm(join(folder.path, "millrace.yaml"), { force: true }));

const printConfig = (env: Record<string, string> = {}) =>
  runMillrace(["config", "print", "--json"], { cwd: folder.path, env });

test("effective settings say where they came from, and the database's password is nowhere", async () => {
  await writeFile(join(folder.path, "millrace.yaml"), "host: 127.0.0.2\nport: 1234\n");
  const { code, stdout, stderr } = await printConfig({
    DATABASE_URL: "postgres://me:canary@db.example/millrace",
    PORT: "4321",
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).not.toContain("canary");
  const settings = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { name: string; value: unknown; origin: string });
  const byName = Object.fromEntries(settings.map(({ name, value, origin }) => [name, { value, origin }]));
  expect(byName).toMatchObject({
    databaseUrl: { value: "••••••", origin: "environment" },
    port: { value: 4321, origin: "environment" },
    host: { value: "127.0.0.2", origin: "file" },
    role: { value: "all", origin: "default" },
  });
});

test.each([
  ["a port that is no number", { PORT: "many" }, /PORT.*"many"/],
  ["a port out of range", { PORT: "70000" }, /PORT.*"70000"/],
  ["an unknown role", { MILLRACE_ROLE: "boss" }, /MILLRACE_ROLE.*"boss"/],
  ["an unknown log level", { LOG_LEVEL: "loud" }, /LOG_LEVEL.*"loud"/],
  ["demo neither on nor off", { MILLRACE_DEMO: "perhaps" }, /MILLRACE_DEMO.*"perhaps"/],
  ["an address that is none", { MILLRACE_DEMO_URL: "here" }, /MILLRACE_DEMO_URL.*"here"/],
])("%s in the environment is one sentence and exit code 2", async (_what, env, sentence) => {
  expectRefusal(await printConfig(env), 2, sentence);
});

test.each([
  ["an unknown setting", "prot: 1\n", /millrace\.yaml sets "prot", which is no setting/],
  ["a wrong value", "port: [1]\n", /"port" in millrace\.yaml/],
  ["YAML that does not parse", "port: [1\n  : }", /millrace\.yaml can't be read: /],
  ["no list of settings", "- port\n", /millrace\.yaml must be/],
])("%s in millrace.yaml is one sentence and exit code 2", async (_what, text, sentence) => {
  await writeFile(join(folder.path, "millrace.yaml"), text);
  expectRefusal(await printConfig(), 2, sentence);
});

test("an unknown command is a usage error", async () => {
  expect(await runMillrace(["dance"], { cwd: folder.path })).toEqual({
    code: 2,
    stdout: "",
    stderr: "error: unknown command 'dance'\n",
  });
});
