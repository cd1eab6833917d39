import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const launcherFolder = join(import.meta.dirname, "bin");
const root = join(import.meta.dirname, "..", "..");
const nodeName = process.platform === "win32" ? "node.exe" : "node";

/** The machine's own Node when it is older than Millrace allows, or null. */
function findOlderNode(): string | null {
  const folders = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"));
  const node = folders.map((folder) => join(folder, nodeName)).find((candidate) => existsSync(candidate));
  if (node === undefined) return null;
  const version = execFileSync(node, ["-p", "process.versions.node"], { encoding: "utf8" });
  return Number(version.split(".")[0]) < 26 ? realpathSync(node) : null;
}

const olderNode = findOlderNode();

let folder: string;

/** A copy of the command-line app in a folder of its own, with a small program where main.ts is. */
function installCopy(main: string | null): string {
  const bin = join(folder, "apps", "cli", "bin");
  cpSync(launcherFolder, bin, { recursive: true });
  writeFileSync(join(folder, "apps", "cli", "package.json"), JSON.stringify({ type: "module" }));
  if (main !== null) writeFileSync(join(folder, "apps", "cli", "main.ts"), main);
  return join(bin, "millrace.js");
}

/** Puts the pinned Node where `npm ci` puts it. */
function installPinnedNode(): void {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(join(root, "node_modules", "node"), join(folder, "node_modules", "node"), "junction");
}

/** Flags that make the current Node say it is version 20.1.0, so that these tests run on every machine. */
function pretendToBeOlder(): string[] {
  const preload = join(folder, "older.cjs");
  writeFileSync(
    preload,
    `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.1.0" } });`,
  );
  return ["--require", preload];
}

interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

async function ended(child: ChildProcess): Promise<Ending> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}

const run = (node: string, args: string[]): Promise<Ending> => ended(spawn(node, args, { cwd: folder }));

const sentence = (version: string): RegExp =>
  new RegExp(
    `^Millrace needs Node 26 or newer and found ${version.replaceAll(".", "\\.")}: run .npm ci. [^\\n]+\\.\\n$`,
  );

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "millrace-launcher-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("on a Node that is new enough", () => {
  test("it runs the program with the arguments it was given", async () => {
    const launcher = installCopy(
      `const args: string[] = process.argv.slice(2); process.stdout.write(args.join("|"));`,
    );
    const result = await run(process.execPath, [launcher, "posts", "list", "--limit=2"]);
    expect(result).toEqual({ code: 0, signal: null, stdout: "posts|list|--limit=2", stderr: "" });
  });

  test("a copy without its packages is answered with one sentence", async () => {
    const launcher = installCopy(`import "@millrace/not-installed";`);
    const result = await run(process.execPath, [launcher]);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(
      /^Millrace is not fully installed \(Cannot find package '@millrace\/not-installed'[^\n]*npm ci[^\n]*\n$/,
    );
  });

  test("a fault of the program is not disguised as an installation problem", async () => {
    const launcher = installCopy(`throw new TypeError("a fault of ours");`);
    const result = await run(process.execPath, [launcher]);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("TypeError: a fault of ours");
  });
});

const olderNodes: { name: string; node: string | null; flags: () => string[]; version: () => string }[] = [
  {
    name: "a Node that says it is 20.1.0",
    node: process.execPath,
    flags: pretendToBeOlder,
    version: () => "20.1.0",
  },
  {
    name: "the machine's own older Node",
    node: olderNode,
    flags: () => [],
    version: () =>
      execFileSync(olderNode ?? "", ["-p", "process.versions.node"], { encoding: "utf8" }).trim(),
  },
];

describe.each(olderNodes)("on $name", ({ node, flags, version }) => {
  const executable = node ?? "";
  const whenPresent = test.skipIf(node === null);

  whenPresent("it goes on with the pinned Node, keeping arguments and exit code", async () => {
    const launcher = installCopy(
      `console.log(process.versions.node, process.argv[2]); process.exitCode = 7;`,
    );
    installPinnedNode();
    const result = await run(executable, [...flags(), launcher, "start"]);
    const pinned = JSON.parse(readFileSync(join(root, "node_modules", "node", "package.json"), "utf8")) as {
      version: string;
    };
    expect(result).toEqual({ code: 7, signal: null, stdout: `${pinned.version} start\n`, stderr: "" });
  });

  test.skipIf(node === null || process.platform === "win32")(
    "it passes a stop signal on and ends as the program ends",
    async () => {
      const launcher = installCopy(`
      process.on("SIGTERM", () => { console.log("stopped in order"); process.exit(3); });
      setInterval(() => {}, 1000);
      console.log("ready");
    `);
      installPinnedNode();
      const child = spawn(executable, [...flags(), launcher], { cwd: folder });
      child.stdout.once("data", () => child.kill("SIGTERM"));
      expect(await ended(child)).toEqual({
        code: 3,
        signal: null,
        stdout: "ready\nstopped in order\n",
        stderr: "",
      });
    },
  );

  test.skipIf(node === null || process.platform === "win32")(
    "a program ended by a signal is reported as ended by that signal",
    async () => {
      const launcher = installCopy(`process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000);`);
      installPinnedNode();
      expect(await run(executable, [...flags(), launcher])).toMatchObject({ code: null, signal: "SIGTERM" });
    },
  );

  whenPresent(
    "without a pinned Node it says in one sentence what is needed, what was found, and what to do",
    async () => {
      const launcher = installCopy(null);
      const result = await run(executable, [...flags(), launcher, "start"]);
      expect(result).toMatchObject({ code: 1, signal: null, stdout: "" });
      expect(result.stderr).toMatch(sentence(version()));
    },
  );

  whenPresent("a launcher copied alone into an empty folder says the same", async () => {
    const launcher = join(folder, "millrace.js");
    cpSync(join(launcherFolder, "millrace.js"), launcher);
    const result = await run(executable, [...flags(), launcher]);
    expect(result).toMatchObject({ code: 1, stdout: "" });
    expect(result.stderr).toMatch(sentence(version()));
  });
});

test("the version it asks for is the one the root package.json asks for", () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  const launcher = readFileSync(join(launcherFolder, "millrace.js"), "utf8");
  expect(manifest.engines.node).toBe(`>=${/REQUIRED_MAJOR = (\d+)/.exec(launcher)?.[1]}`);
});
