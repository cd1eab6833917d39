import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTemporaryFolder, type TemporaryFolder } from "@millrace/platform/testing";
import { expectRefusal, runMillrace, startMillrace, type StartedServer } from "../testing/run-millrace.ts";

// Each command is a process, some with a database of their own.
vi.setConfig({ testTimeout: 90_000 });

let folder: TemporaryFolder;
let server: StartedServer;
const env = (): Record<string, string> => ({ MILLRACE_KEY_FILE: join(folder.path, "keys", "key") });
const run = (...args: string[]) => runMillrace(args, { cwd: folder.path, env: env() });
beforeAll(async () => {
  folder = await createTemporaryFolder();
  server = await startMillrace({ cwd: folder.path, env: env() });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

test("a setting is set, shown with its origin, by config print too, and taken back", async () => {
  expect(await run("settings", "set", "backupKeep", "3")).toMatchObject({ code: 0, stderr: "" });
  expect(await run("settings", "get", "backupKeep")).toMatchObject({ code: 0, stdout: "3\n" });
  const printed = await run("config", "print", "--json");
  const lines = printed.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { name: string });
  expect(lines.find(({ name }) => name === "backupKeep")).toMatchObject({
    value: 3,
    origin: "settings page",
  });
  await run("settings", "set", "smtpUrl", "smtp://me:canary@mail.example");
  const listed = await run("settings", "list");
  expect(listed.stdout).toMatch(/^smtpUrl +•+ +settings page/mu);
  expect(listed.stdout).not.toContain("canary");
  expect(await run("secrets", "rotate", "--json")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('"smtpUrl"') as string,
  });
  expect((await run("settings", "get", "smtpUrl")).stdout).toBe("••••••\n");
  expect((await run("settings", "unset", "backupKeep")).stdout).toMatch(/^backupKeep +7 +default/u);
  expectRefusal(await run("settings", "set", "backupKeep", "many"), 2, /backupKeep can't be "many"/u);
  expectRefusal(await run("settings", "set", "nonsense", "1"), 2, /no setting "nonsense"/u);
  expectRefusal(await run("settings", "get", "nonsense"), 2, /no setting "nonsense"/u);
});

test("a house is backed up while it runs, and a new one starts from the backup", async () => {
  const made = await run("backup", "--json");
  expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining("key file") as string });
  const { path, objects } = JSON.parse(made.stdout) as { path: string; objects: number };
  expect(await readdir(join(folder.path, "data", "backups"))).toHaveLength(1);
  const restored = await run("restore", path, "--data", "second", "--json");
  expect(restored).toMatchObject({ code: 0 });
  expect(JSON.parse(restored.stdout)).toMatchObject({ objects });
  expectRefusal(await run("restore", path, "--data", "second"), 1, /second is not empty/u);
  expectRefusal(await run("restore", "nothing.tar", "--data", "third"), 1, /no such file/u);
  expect(await readdir(folder.path)).not.toContain("third");
  await using second = await startMillrace({
    cwd: folder.path,
    env: { ...env(), MILLRACE_DATA: join(folder.path, "second"), MILLRACE_DEMO: "false" },
  });
  expect((await fetch(`${second.url}/health/ready`)).status).toBe(200);
  await rm(path);
  expect(await readFile(join(folder.path, "keys", "key"), "utf8")).toContain("Keep a copy");
});

test("a folder without a house has nothing to back up", async () => {
  await using empty = await createTemporaryFolder();
  expectRefusal(await runMillrace(["backup"], { cwd: empty.path }), 1, /no house in .* to back up/u);
});
