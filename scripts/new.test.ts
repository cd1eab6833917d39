import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const script = join(import.meta.dirname, "new.ts");
const sources = "features/posts/sources";
let root: string;

const run = (...args: string[]): { status: number | null; stderr: string } =>
  spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: "utf8" });

beforeEach(() => {
  root = mkdtempSync(join(realpathSync(tmpdir()), "millrace-new-"));
  mkdirSync(join(root, sources, "zenith"), { recursive: true });
  writeFileSync(
    join(root, sources, "zenith", "source.ts"),
    "export const createZenithSource = () => null;\n",
  );
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test("a new source gets a folder named after it and stands in the registry", () => {
  execFileSync(process.execPath, [script, "source", "acme-news"], { cwd: root });
  expect(readdirSync(join(root, sources, "acme-news")).toSorted()).toEqual([
    "README.md",
    "source.test.ts",
    "source.ts",
  ]);
  expect(readFileSync(join(root, sources, "acme-news", "source.ts"), "utf8")).toContain(
    "function createAcmeNewsSource(",
  );
  const registry = readFileSync(join(root, sources, "registry.generated.ts"), "utf8");
  expect(registry).toContain(`  "acme-news": createAcmeNewsSource,\n  zenith: createZenithSource,\n`);
});

test("a new provider comes with its simulator and stands in the registry of providers", () => {
  const providers = "features/sites/providers";
  mkdirSync(join(root, providers), { recursive: true });
  execFileSync(process.execPath, [script, "provider", "acme"], { cwd: root });
  expect(readdirSync(join(root, providers, "acme")).toSorted()).toEqual([
    "README.md",
    "metrics.ts",
    "provider.ts",
    "simulator.ts",
  ]);
  expect(readFileSync(join(root, providers, "registry.generated.ts"), "utf8")).toContain(
    "export const siteProviderRegistry = {\n  acme: createAcmeProvider,\n}",
  );
});

test("a new destination comes with its rig, and stands in the registry and in the list the contract tests go through", () => {
  const destinations = "features/connect/destinations";
  mkdirSync(join(root, destinations, "testing"), { recursive: true });
  execFileSync(process.execPath, [script, "destination", "acme-lake"], { cwd: root });
  expect(readdirSync(join(root, destinations, "acme-lake")).toSorted()).toEqual([
    "README.md",
    "destination.ts",
    "test-rig.ts",
  ]);
  expect(readFileSync(join(root, destinations, "registry.generated.ts"), "utf8")).toContain(
    'export const destinationRegistry = {\n  "acme-lake": acmeLakeDestination,\n}',
  );
  const rigs = readFileSync(join(root, destinations, "testing/rigs.generated.ts"), "utf8");
  expect(rigs).toContain('import { openAcmeLakeRig } from "../acme-lake/test-rig.ts";');
  expect(rigs).toContain('export const destinationRigs = {\n  "acme-lake": openAcmeLakeRig,\n}');
});

test("a new source of Connect comes with its simulator and stands in its registry", () => {
  const sourcesOfConnect = "features/connect/sources";
  mkdirSync(join(root, sourcesOfConnect), { recursive: true });
  execFileSync(process.execPath, [script, "connect-source", "acme-shop"], { cwd: root });
  expect(readdirSync(join(root, sourcesOfConnect, "acme-shop")).toSorted()).toEqual([
    "README.md",
    "simulator.ts",
    "source.ts",
    "test-rig.ts",
  ]);
  expect(readFileSync(join(root, sourcesOfConnect, "registry.generated.ts"), "utf8")).toContain(
    'export const connectSourceRegistry = {\n  "acme-shop": acmeShopSource,\n}',
  );
});

test("an unknown family is answered with the families there are", () => {
  const { status, stderr } = run("sauce", "acme");
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^There is no family named sauce; [^\n]*source \(features\/posts\/sources\)[^\n]*\.\n$/,
  );
});

test.each(["Acme", "../acme", "acme_news", ""])("the name %j is refused and nothing is written", (name) => {
  expect(run("source", name).status).toBe(2);
  expect(readdirSync(join(root, sources))).toEqual(["zenith"]);
});

test("a folder that exists is left alone", () => {
  const { status, stderr } = run("source", "zenith");
  expect(status).toBe(2);
  expect(stderr).toContain("exists already");
  expect(readdirSync(join(root, sources, "zenith"))).toEqual(["source.ts"]);
});

test("a member without its factory stops the generation with its name", () => {
  writeFileSync(join(root, sources, "zenith", "source.ts"), "export const open = () => null;\n");
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, "generate.ts")], {
    cwd: root,
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr).toContain(
    "features/posts/sources/zenith/source.ts must export exactly one …Source; it exports 0.",
  );
});
