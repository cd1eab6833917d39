import { once } from "node:events";
import { readFileSync } from "node:fs";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createTemporaryFolder,
  createTestDatabase,
  testServerVariable,
  type TemporaryFolder,
} from "@millrace/platform/testing";
import { expectRefusal, runMillrace, startMillrace, type StartedServer } from "../testing/run-millrace.ts";

const fixtures = join(import.meta.dirname, "../../../features/posts/extraction/fixtures");
const isRoot = process.getuid?.() === 0;

let folder: TemporaryFolder;
let otherProgram: Server;
beforeAll(async () => {
  folder = await createTemporaryFolder();
  // Accepts connections and says nothing of use: a port in use, and a "database" that is none.
  otherProgram = createServer((socket) => socket.end("220 not a database\r\n")).listen(0, "127.0.0.1");
  await once(otherProgram, "listening");
});
afterAll(async () => {
  otherProgram.close();
  await folder[Symbol.asyncDispose]();
});

const usedPort = (): number => (otherProgram.address() as AddressInfo).port;
const start = (env: Record<string, string>, ...flags: string[]) =>
  runMillrace(["start", "--json", ...flags], { cwd: folder.path, env });

describe("a server that can't start says why in one sentence", () => {
  test("the port is in use, and nothing was opened for it", async () => {
    expectRefusal(
      await start({ PORT: String(usedPort()) }),
      1,
      new RegExp(
        `^Port ${usedPort()} on 127\\.0\\.0\\.1 is in use by another program; .*PORT=${usedPort() + 1}`,
      ),
    );
    await expect(readFile(join(folder.path, "data", "millrace.lock"))).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  test("the address is not this machine's", async () => {
    expectRefusal(await start({ HOST: "203.0.113.7" }), 1, /can't listen on 203\.0\.113\.7/);
  });

  test("a flag is no port", async () => {
    expectRefusal(await start({}, "--port", "many"), 2, /--port.*"many"/);
  });

  test("the data folder is a file", async () => {
    await writeFile(join(folder.path, "file"), "");
    expectRefusal(
      await start({ PORT: "0", MILLRACE_DATA: join(folder.path, "file") }),
      1,
      /^The data folder .* cannot be written/,
    );
  });

  test.skipIf(isRoot)("the data folder is read-only", async () => {
    await mkdir(join(folder.path, "read-only"));
    await chmod(join(folder.path, "read-only"), 0o555);
    expectRefusal(
      await start({ PORT: "0", MILLRACE_DATA: join(folder.path, "read-only") }),
      1,
      /^The data folder .* cannot be written/,
    );
  });

  test.skipIf(process.platform !== "linux")(
    "the data folder is where nobody can write, not even root",
    async () => {
      expectRefusal(
        await start({ PORT: "0", MILLRACE_DATA: "/proc/millrace" }),
        1,
        /^The data folder \/proc\/millrace cannot be written/,
      );
    },
  );

  test.each([
    ["is no address", () => "nonsense", /^DATABASE_URL is not a Postgres address/],
    [
      "is another product's",
      () => "mysql://me:canary@127.0.0.1/db",
      /^DATABASE_URL is not a Postgres address/,
    ],
    [
      "leads nowhere",
      () => "postgres://me:canary@127.0.0.1:1/db",
      /127\.0\.0\.1:1\/db \(connection refused\)/,
    ],
    [
      "leads to something else",
      () => `postgres://me:canary@127.0.0.1:${usedPort()}/db`,
      /does not answer as a Postgres server/,
    ],
    [
      "names an unknown host",
      () => "postgres://me:canary@millrace.invalid/db",
      /^No database answers at .*millrace\.invalid/,
    ],
    [
      "names no existing database",
      () => changed(databaseUrl(), (url) => (url.pathname = "/nope")),
      /has no such database/,
    ],
    [
      "names an unknown user",
      () => changed(databaseUrl(), (url) => ((url.username = "nobody-here"), (url.password = "canary"))),
      /refused the user name or password|has no such/,
    ],
  ])("DATABASE_URL %s", async (_what, url, sentence) => {
    const ending = await start({ PORT: "0", DATABASE_URL: url() });
    expectRefusal(ending, 1, sentence);
    expect(ending.stderr).not.toContain("canary");
  });
});

/** The test run's own Postgres. */
function databaseUrl(): string {
  return process.env[testServerVariable] ?? "";
}

function changed(address: string, change: (url: URL) => unknown): string {
  const url = new URL(address.replace("@/", "@localhost/"));
  change(url);
  return address.includes("@/") ? url.href.replace("@localhost/", "@/") : url.href;
}

test("doctor on a fresh folder finds every check in order", async () => {
  const { code, stdout, stderr } = await runMillrace(["doctor", "--json"], {
    cwd: folder.path,
    env: { MILLRACE_DATA: join(folder.path, "fresh"), PORT: "0" },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const findings = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { name: string; status: string });
  expect(findings.map((finding) => finding.name)).toEqual([
    "node",
    "folder",
    "disk",
    "database",
    "port",
    "browser",
  ]);
  expect(findings.filter((finding) => finding.status === "failed")).toEqual([]);
});

test.skipIf(process.platform !== "linux")(
  "doctor says how to mend a port in use, a folder that can't be written and a wrong database",
  async () => {
    const env = {
      MILLRACE_DATA: "/proc/millrace",
      PORT: String(usedPort()),
      DATABASE_URL: "postgres://me:canary@127.0.0.1:1/db",
    };
    const { code, stdout, stderr } = await runMillrace(["doctor", "--json"], { cwd: folder.path, env });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).not.toContain("canary");
    const findings = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { name: string; status: string; fix: string | null });
    const failed = findings.filter((finding) => finding.status === "failed");
    expect(failed.map((finding) => finding.name)).toEqual(["folder", "disk", "database", "port"]);
    for (const finding of failed) expect(finding.fix).toMatch(/\S/);
  },
);

describe("beside a running server", () => {
  let server: StartedServer;
  const where = () => ({ cwd: folder.path, env: { MILLRACE_DEMO: "false" } });
  beforeAll(async () => {
    server = await startMillrace(where());
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test("a second server on its data folder is refused with the address of the first", async () => {
    expectRefusal(await start({ PORT: "0" }), 1, new RegExp(`already: open ${server.url}`));
  });

  test("a second server is refused by the folder's lock when the first has not said its address", async () => {
    const note = join(folder.path, "data", "server.json");
    const text = await readFile(note, "utf8");
    await writeFile(note, "{");
    expectRefusal(
      await start({ PORT: "0" }),
      1,
      new RegExp(`in use by another Millrace process \\(pid ${server.pid}\\)`),
    );
    await writeFile(note, text);
  });

  test("import, list and replay work on its posts", async () => {
    const imported = await runMillrace(
      ["posts", "import", join(fixtures, "public-post.html"), "--json"],
      where(),
    );
    expect(imported).toMatchObject({ code: 0, stderr: "" });
    const listed = await runMillrace(["posts", "list", "--json"], where());
    const post = JSON.parse(listed.stdout) as { id: string; urn: string };
    expect(post.urn).toMatch(/^urn:li:/);
    const replayed = await runMillrace(["posts", "replay", "--json"], where());
    expect(replayed).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(replayed.stdout)).toEqual({
      posts: 1,
      pages: 1,
      unchanged: 1,
      changed: 0,
      fields: {},
      missing_pages: 0,
      not_found_again: 0,
      applied: false,
    });
  });

  test.each([
    ["a filter that is none", ["list", "--verdict", "perhaps"], /verdict/],
    ["a cursor that is none", ["list", "--cursor", "perhaps"], /cursor/],
    ["a limit that is none", ["list", "--limit", "many"], /limit/],
    ["nothing to import", ["import", "nope.html"], /There is nothing to read at nope\.html/],
    ["an unknown rule set", ["import", join(fixtures, "public-post.html"), "--rules", "nope"], /"nope"/],
  ])("%s is refused in one sentence with exit code 2", async (_what, args, sentence) => {
    expectRefusal(await runMillrace(["posts", ...args], where()), 2, sentence);
  });

  test("SIGTERM stops it in order: exit code 0, its database gone, and replay then opens the folder itself", async () => {
    const postmaster = Number(
      (await readFile(join(folder.path, "data", "postgres", "postmaster.pid"), "utf8")).split("\n")[0],
    );
    expect(isAlive(postmaster)).toBe(true);
    const { code, stderr } = await server.stop();
    expect(code).toBe(0);
    expect(stderr).not.toContain("    at ");
    expect(isAlive(postmaster)).toBe(false);
    await expect(readFile(join(folder.path, "data", "server.json"))).rejects.toMatchObject({
      code: "ENOENT",
    });
    const replayed = await runMillrace(["posts", "replay"], where());
    expect(replayed).toEqual({
      code: 0,
      stdout: "Read again: 1 (saved pages: 1). Unchanged: 1. Would change: 0.\n",
      stderr: "",
    });
  });

  test("a saved page that is gone is named by replay, with exit code 1", async () => {
    const objects = join(folder.path, "data", "objects");
    await rename(objects, `${objects}-gone`);
    const { code, stdout, stderr } = await runMillrace(["posts", "replay", "--json"], where());
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The saved page [0-9a-f]{64} \(public-post\.html\) is not kept any more[^\n]*\.\n$/,
    );
    expect(JSON.parse(stdout)).toMatchObject({ missing_pages: 1, unchanged: 0 });
  });
});

test("replay on a Postgres without any post says so in numbers", async () => {
  await using database = await createTestDatabase();
  const replayed = await runMillrace(["posts", "replay", "--json"], {
    cwd: folder.path,
    env: { DATABASE_URL: database.url, MILLRACE_DATA: join(folder.path, "fresh") },
  });
  expect(replayed).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(replayed.stdout)).toMatchObject({ posts: 0, pages: 0, applied: false });
});

/** Whether a process exists; one that ended but was not reaped by its parent does not count. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

test("a worker started beside the server, in its folder, leaves commands to the server", async () => {
  await using house = await createTemporaryFolder();
  await using database = await createTestDatabase();
  const where = (role: string) => ({
    cwd: house.path,
    env: { DATABASE_URL: database.url, MILLRACE_DEMO: "false", MILLRACE_ROLE: role },
  });
  const note = join(house.path, "data", "server.json");
  await using web = await startMillrace(where("web"));
  const written = await readFile(note, "utf8");
  expect(written).toContain(web.url);
  await using worker = await startMillrace(where("worker"));
  expect(await runMillrace(["operate", "queues"], where("web"))).toMatchObject({ code: 0, stderr: "" });
  await worker.stop();
  expect(await readFile(note, "utf8")).toBe(written);
});
