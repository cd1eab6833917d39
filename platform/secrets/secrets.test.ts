import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { createTemporaryFolder } from "@millrace/platform/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultKeyFile, newKey, openSecrets, readKeyFile, referenceFault, seal, unseal } from "./index.ts";

test("whatever is sealed opens again under its key and name, and under no other", () => {
  const [key, other] = [newKey(), newKey()];
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string(), (plain, name) => {
      const envelope = seal(key, name, plain);
      expect(unseal([other, key], name, envelope)).toEqual({ plain });
      expect(unseal([key], `${name}x`, envelope)).toMatchObject({ fault: "changed" });
      expect(unseal([other], name, envelope)).toEqual({ fault: "unknown_key", keyId: key.id });
    }),
  );
});

test("the same value sealed twice is not recognised", () => {
  const key = newKey();
  expect(seal(key, "name", "value")).not.toBe(seal(key, "name", "value"));
});

test("processes that need the key at the same time make one", async () => {
  await using folder = await createTemporaryFolder();
  const keyFile = join(folder.path, "config", "key");
  const secrets = openSecrets({ keyFile, dataFolder: join(folder.path, "data"), env: {} });
  const sealed = await Promise.all(
    Array.from({ length: 8 }, (_, index) => secrets.seal("name", String(index))),
  );
  expect(await readKeyFile(keyFile)).toHaveLength(1);
  expect(await Promise.all(sealed.map((one) => secrets.resolve("name", one)))).toEqual([..."01234567"]);
});

test("a key file in the data folder is refused, with the place to choose", async () => {
  await using folder = await createTemporaryFolder();
  const dataFolder = join(folder.path, "data");
  await mkdir(join(dataFolder, "keys"), { recursive: true });
  for (const keyFile of [join(dataFolder, "key"), join(dataFolder, "keys", "key")])
    await expect(
      openSecrets({ keyFile, dataFolder, env: {} }).seal("name", "x"),
      keyFile,
    ).rejects.toMatchObject({
      code: "key_file_in_data",
      message: expect.stringContaining("MILLRACE_KEY_FILE") as string,
    });
});

test("a key file without a key is refused, not replaced", async () => {
  await using folder = await createTemporaryFolder();
  const keyFile = join(folder.path, "key");
  await writeFile(keyFile, "nonsense\n", { mode: 0o600 });
  const secrets = openSecrets({ keyFile, dataFolder: join(folder.path, "data"), env: {} });
  await expect(secrets.seal("name", "x")).rejects.toMatchObject({ code: "key_file_damaged" });
});

test("references are read where they lie: a variable, a file of its owner's alone", async () => {
  await using folder = await createTemporaryFolder();
  const file = join(folder.path, "secret");
  await writeFile(file, "from a file\n", { mode: 0o644 });
  const secrets = openSecrets({
    keyFile: join(folder.path, "key"),
    dataFolder: join(folder.path, "data"),
    env: { GIVEN: "from a variable", EMPTY: " " },
  });
  expect(await secrets.resolve("name", "env:GIVEN")).toBe("from a variable");
  await expect(secrets.resolve("name", "env:EMPTY")).rejects.toMatchObject({ code: "secret_missing" });
  await expect(secrets.resolve("name", `file:${file}`)).rejects.toThrow(/chmod 600/u);
});

test("a reference that is not well formed is not followed, even where it would lead to a file", async () => {
  await using folder = await createTemporaryFolder();
  const file = join(folder.path, "secret");
  await writeFile(file, "from a file\n", { mode: 0o600 });
  const secrets = openSecrets({
    keyFile: join(folder.path, "key"),
    dataFolder: join(folder.path, "data"),
    env: { "A-B": "x" },
  });
  expect(await secrets.resolve("name", `file:${file}`)).toBe("from a file");
  for (const reference of [`file:${relative(".", file)}`, "env:A-B"])
    await expect(secrets.resolve("name", reference)).rejects.toMatchObject({ code: "reference_invalid" });
});

test.each([
  ["env:SMTP_URL", /^none$/u],
  ["env:", /name of a variable/u],
  ["env:A-B", /name of a variable/u],
  ["file:/run/secrets/smtp", /^none$/u],
  ["file:smtp", /absolute path/u],
])("of the reference %s it is told what is wrong: %s", (text, fault) => {
  expect(referenceFault(text) ?? "none").toMatch(fault);
});

test("the key lies in the user's configuration folder", () => {
  expect(defaultKeyFile({ XDG_CONFIG_HOME: "/conf" }, "linux")).toBe(join("/conf", "millrace", "key"));
  expect(defaultKeyFile({ APPDATA: "/roaming" }, "win32")).toBe(join("/roaming", "millrace", "key"));
  expect(defaultKeyFile({ XDG_CONFIG_HOME: "" }, "linux")).toMatch(/\.config.millrace.key$/u);
});
