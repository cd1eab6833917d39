import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checks } from "../scripts/checks.ts";
import { runCheck, type CheckResult } from "../scripts/run-check.ts";
import { buildHouse, type Files } from "./house.ts";

interface Guard {
  /** Folder below fixtures with the subfolders violating and clean; or a title where the files are made here. */
  name: string;
  check: string;
  /** What the failing check must say, so that it fails for this reason and no other. */
  says: RegExp;
  made?: { violating: Files; clean: Files };
}

const linesOfCode = (count: number): string =>
  Array.from({ length: count }, (_, index) => `export const line${index} = ${index};\n`).join("");

/** Made on each run: a true key is what the scan must find, and no key belongs into a repository. */
const privateKey = (): string =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey;

/** In pieces, so that the scan does not take this line for a leak. */
const databaseUrl = (password: string): string =>
  ["postgres://app:", password, "@db.example.com/app\n"].join("");

const settingsPage = readFileSync(join(import.meta.dirname, "../docs/configuration.md"), "utf8");

const guards: Guard[] = [
  { name: "any-leak", check: "lint", says: /no-unsafe-assignment[^]*read\.ts/ },
  { name: "explicit-any", check: "lint", says: /no-explicit-any/ },
  { name: "ts-ignore", check: "lint", says: /ban-ts-comment/ },
  { name: "floating-promise", check: "lint", says: /no-floating-promises/ },
  { name: "misused-promise", check: "lint", says: /no-misused-promises/ },
  { name: "empty-catch", check: "lint", says: /no-empty/ },
  { name: "cycle", check: "lint", says: /no-cycle/ },
  { name: "complexity", check: "lint", says: /complexity/ },
  { name: "console", check: "lint", says: /no-console/ },
  { name: "default-export", check: "lint", says: /no-default-export/ },
  { name: "impolite-fetch", check: "lint", says: /no-restricted-globals/ },
  {
    name: "file of more than 400 lines",
    check: "lint",
    says: /max-lines/,
    made: {
      violating: { "engine/long.ts": linesOfCode(401) },
      clean: { "engine/long.ts": linesOfCode(400) },
    },
  },
  { name: "layer-upwards", check: "layers", says: /platform may not import engine/ },
  { name: "layer-upwards-by-type", check: "layers", says: /platform may not import engine/ },
  { name: "feature-internals", check: "layers", says: /only by @house\/posts\/contract/ },
  { name: "relative-across", check: "layers", says: /leaves its package by a relative path/ },
  { name: "web-beyond-contracts", check: "layers", says: /the web app imports contracts only/ },
  { name: "web-contract-value", check: "layers", says: /the web app imports types from contracts/ },
  { name: "heavy-contract", check: "layers", says: /a contract is loaded by the browser/ },
  { name: "dbos-outside-engine", check: "layers", says: /only engine imports @dbos-inc/ },
  { name: "undici-outside-http", check: "layers", says: /only platform\/http imports undici/ },
  { name: "unused-export", check: "unused", says: /Unused exports[^]*triple/ },
  { name: "unused-file", check: "unused", says: /Unused files[^]*forgotten\.ts/ },
  { name: "undeclared-dependency", check: "unused", says: /Unlisted dependencies[^]*zod/ },
  { name: "bad-format", check: "format", says: /sum\.ts/ },
  { name: "stale-generated", check: "generated", says: /registry\.generated\.ts is stale/ },
  { name: "type-error", check: "types", says: /TS2322/ },
  { name: "not-erasable", check: "types", says: /TS1294/ },
  {
    name: "stale settings",
    check: "generated",
    says: /docs\/configuration\.md is stale/,
    made: {
      violating: { "docs/configuration.md": settingsPage.replace("`4400`", "`4401`") },
      clean: { "docs/configuration.md": settingsPage },
    },
  },
  {
    name: "leaked secret",
    check: "secrets",
    says: /secretlint-rule-privatekey/,
    made: {
      violating: { "engine/key.pem": privateKey() },
      clean: { "engine/key.pem": "the key is in the vault\n" },
    },
  },
  {
    name: "leaked password",
    check: "secrets",
    says: /found PostgreSQL connection string/,
    made: {
      violating: { "engine/url.txt": databaseUrl(randomBytes(12).toString("hex")) },
      clean: { "engine/url.txt": databaseUrl("secret") },
    },
  },
];

/** Runs a check of ours over the house with one side of a fixture laid over it. */
async function runOver({ name, check, made }: Guard, side: "violating" | "clean"): Promise<CheckResult> {
  const found = checks.find((candidate) => candidate.name === check);
  if (found === undefined) throw new Error(`There is no check named ${check}.`);
  using house = buildHouse(made?.[side] ?? `${name}/${side}`);
  return await runCheck(found, house.folder);
}

describe.each(guards)("$name", (guard) => {
  test(`fails the ${guard.check} check`, async () => {
    const result = await runOver(guard, "violating");
    expect(result).toMatchObject({ hasPassed: false, output: expect.stringMatching(guard.says) });
  });

  test("does not fail it when mended", async () => {
    const { hasPassed, output } = await runOver(guard, "clean");
    expect(hasPassed, output).toBe(true);
  });
});

test("every fixture is used by a guard, and every check has one", () => {
  const folders = readdirSync(join(import.meta.dirname, "fixtures")).filter((name) => name !== "house");
  expect(folders.toSorted()).toEqual(
    guards
      .filter(({ made }) => made === undefined)
      .map(({ name }) => name)
      .toSorted(),
  );
  expect(new Set(guards.map(({ check }) => check))).toEqual(new Set(checks.map(({ name }) => name)));
});
