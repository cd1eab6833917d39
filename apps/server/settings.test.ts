import { chmod, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listAudit } from "@millrace/platform/audit";
import { createTemporaryFolder, until, type TemporaryFolder } from "@millrace/platform/testing";
import { startMailSimulator } from "@millrace/mail/simulator";
import { openDatabaseUrl } from "@millrace/platform/db";
import { openEventHub } from "@millrace/platform/events";
import { openSettings, rotateSecrets } from "@millrace/platform/settings";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allSettings } from "./settings.ts";
import type { SettingList, SettingView } from "./settings-contract.ts";
import { json, openTestHouse, type TestHouse } from "./testing/test-house.ts";

let keys: TemporaryFolder;
let house: TestHouse;
const keyFile = (): string => join(keys.path, "key");
beforeAll(async () => {
  keys = await createTemporaryFolder();
  const where = "environment variable MILLRACE_MAIL_FROM";
  const given = new Map([
    ["mailFrom", { value: "given@example.com", origin: "environment" as const, where }],
  ]);
  house = await openTestHouse({ config: { keyFile: keyFile() }, given });
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await keys[Symbol.asyncDispose]();
});

const patch = (changes: Record<string, unknown>, version?: string) =>
  house.call<SettingList & { code: string; field: string; detail: string }>("/settings", {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ changes, version }),
  });
const list = async (): Promise<SettingList> => (await house.call<SettingList>("/settings")).body;
const find = (settings: SettingList, name: string): SettingView | undefined =>
  settings.groups.flatMap((group) => group.settings).find((one) => one.name === name);
const view = async (name: string): Promise<SettingView | undefined> => find(await list(), name);

test("every setting of the page says what it is in both languages and how to ask for it in a form", async () => {
  const settings = (await list()).groups.flatMap((group) => group.settings);
  expect(settings.length).toBeGreaterThan(10);
  for (const one of settings) {
    expect(
      [one.label.en, one.label.fr, one.about.en, one.about.fr].every((text) => text.length > 2),
      one.name,
    ).toBe(true);
    expect(Object.keys(one.schema), one.name).not.toEqual([]);
  }
  expect(await view("retentionFinishedDays")).toMatchObject({
    value: 30,
    origin: "default",
    is_editable: true,
    schema: { type: "number", exclusiveMinimum: 0, maximum: 3650, default: 30 },
  });
});

test("a change holds, is audited with it, and null takes it away again", async () => {
  const changed = await patch({ language: "fr", retentionFinishedDays: "14" });
  expect(changed.status).toBe(200);
  expect(find(changed.body, "language")).toMatchObject({
    value: "fr",
    origin: "settings_page",
    updated_by: "Demo",
  });
  expect(house.context.settings.values()).toMatchObject({ language: "fr", retentionFinishedDays: 14 });
  const [entry] = await listAudit(house.database.pool, { action: "settings.changed" }, 1);
  expect(entry).toMatchObject({ detail: { language: "fr", retentionFinishedDays: 14 } });
  await patch({ language: null });
  expect(await view("language")).toMatchObject({ value: "en", origin: "default", updated_at: null });
});

test.each([
  ["unknown_setting", { nonsense: 1 }, 400, "json.changes.nonsense"],
  ["unknown_setting", { dataFolder: "/elsewhere" }, 400, "json.changes.dataFolder"],
  ["unknown_setting", { __proto__x: 1 }, 400, "json.changes.__proto__x"],
  ["invalid_setting", { backupKeep: 0 }, 400, "json.changes.backupKeep"],
  ["invalid_setting", { language: "de" }, 400, "json.changes.language"],
  ["invalid_setting", { smtpUrl: "file:relative" }, 400, "json.changes.smtpUrl"],
  ["invalid_input", {}, 400, "json.changes"],
])("%s: %j is refused by name, and nothing of it is kept", async (code, changes, status, field) => {
  const before = (await list()).version;
  const { status: got, body } = await patch({ ...changes });
  expect({ status: got, code: body.code, field: body.field }).toEqual({ status, code, field });
  expect((await list()).version).toBe(before);
});

test("one bad change of several keeps the good ones out too", async () => {
  await patch({ backupKeep: 9 });
  expect((await patch({ backupKeep: 3, language: "de" })).status).toBe(400);
  expect(await view("backupKeep")).toMatchObject({ value: 9 });
});

test("changes made from an old version are refused, so that nobody's are lost", async () => {
  const { version } = await list();
  expect((await patch({ backupKeep: 5 }, version)).status).toBe(200);
  expect((await patch({ backupKeep: 6 }, version)).body).toMatchObject({
    code: "settings_changed",
    field: "json.version",
  });
  expect(await view("backupKeep")).toMatchObject({ value: 5 });
});

test("another process has a changed budget at once, and requests are spent by it", async () => {
  const { secrets, log } = house.context;
  await using db = openDatabaseUrl(house.database.url, { log });
  await using hub = await openEventHub({ pool: db.pool, log });
  using other = await openSettings({
    pool: db.pool,
    description: allSettings,
    given: new Map(),
    secrets,
    hub,
    log,
  });
  await patch({ linkedinDemoRequests: 7, linkedinDemoPeriodSeconds: 60 });
  await until("the other process heard of it", async () => other.values().linkedinDemoRequests === 7);
  await house.call("/collections", json({ source: "linkedin-demo", max_posts: 20 }));
  await until("the budget is spent as changed", async () => {
    const { rows } = await house.database.pool.query<{ requests_per_period: number; period_ms: number }>(
      "select requests_per_period, period_ms from millrace.http_budget where account = 'linkedin-demo:default'",
    );
    return rows[0]?.requests_per_period === 7 && rows[0].period_ms === 60_000;
  });
});

const canary = "smtp://mill:canary-7e1@mail.example:587";

test("a secret is kept encrypted under a key only its owner reads, and is in no answer, event, audit entry or table", async () => {
  const answer = await patch({ smtpUrl: canary });
  expect(find(answer.body, "smtpUrl")).toMatchObject({
    value: null,
    is_set: true,
    reference: null,
    problem: null,
  });
  expect(await house.context.settings.secret("smtpUrl")).toBe(canary);
  expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
  const told = await Promise.all(
    ["setting", "audit", "events"].map((table) =>
      house.database.pool.query(`select t::text from millrace.${table} t`),
    ),
  );
  expect(JSON.stringify([answer.body, ...told.map(({ rows }) => rows)])).not.toContain("canary");
});

test("a secret's value can't be moved to another name", async () => {
  await house.database.pool.query(
    "insert into millrace.setting (name, secret, updated_by) select 'otherSecret', secret, 'x' from millrace.setting where name = 'smtpUrl'",
  );
  const { rows } = await house.database.pool.query<{ secret: string }>(
    "delete from millrace.setting where name = 'otherSecret' returning secret",
  );
  await expect(house.context.secrets.resolve("otherSecret", rows[0]?.secret ?? "")).rejects.toThrow(
    "was changed",
  );
});

test("rotation encrypts again under a new key, and every process reads on", async () => {
  const before = await readFile(keyFile(), "utf8");
  const { settings, retiredKeyIds } = await rotateSecrets(house.database.pool, keyFile(), {
    kind: "user",
    id: "1",
    name: "Ada",
  });
  expect({ settings, retired: retiredKeyIds.length }).toEqual({ settings: ["smtpUrl"], retired: 1 });
  expect(await house.context.settings.secret("smtpUrl")).toBe(canary);
  expect(await readFile(keyFile(), "utf8")).not.toBe(before);
});

test("a lost key leaves the value unknown, in one sentence, not empty; a key others may read is refused", async () => {
  await chmod(keyFile(), 0o644);
  expect((await view("smtpUrl"))?.problem).toMatch(/may be read by others .*chmod 600/u);
  await chmod(keyFile(), 0o600);
  const kept = await readFile(keyFile(), "utf8");
  await rm(keyFile());
  expect(await view("smtpUrl")).toMatchObject({
    is_set: true,
    problem: expect.stringMatching(/put that key file back/u) as string,
  });
  await expect(house.context.settings.secret("smtpUrl")).rejects.toMatchObject({ rung: "needs_attention" });
  await writeFile(keyFile(), kept, { mode: 0o600 });
  expect((await view("smtpUrl"))?.problem).toBeNull();
});

test("a reference is kept as it is and read at use", async () => {
  const file = join(keys.path, "smtp");
  const { body } = await patch({ smtpUrl: `file:${file}` });
  expect(find(body, "smtpUrl")).toMatchObject({
    reference: `file:${file}`,
    problem: expect.stringMatching(/nothing at file:/u) as string,
  });
  await writeFile(file, `${canary}\n`, { mode: 0o600 });
  expect(await house.context.settings.secret("smtpUrl")).toBe(canary);
});

test("what the environment sets can't be changed here, and says where it is set", async () => {
  expect(await view("mailFrom")).toMatchObject({
    value: "given@example.com",
    origin: "environment",
    is_editable: false,
  });
  expect(await patch({ mailFrom: "other@example.com" })).toMatchObject({
    status: 409,
    body: { code: "setting_given", detail: expect.stringContaining("MILLRACE_MAIL_FROM") as string },
  });
});

test.each(["kept encrypted", "kept as a reference"])(
  "a mail server that is %s on the settings page gets the mails",
  async (how) => {
    await using mail = await startMailSimulator();
    const file = join(keys.path, "mail-server");
    await writeFile(file, mail.url, { mode: 0o600 });
    await patch({ smtpUrl: how === "kept encrypted" ? mail.url : `file:${file}` });
    const email = `${how.replaceAll(" ", "-")}@example.com`;
    expect(await house.call("/people", json({ email, role: "viewer" }))).toMatchObject({ status: 201 });
    await until("the mail came", () => Promise.resolve(mail.mails.length > 0));
    expect(mail.mails[0]?.to).toEqual([email]);
  },
);

test("a secret's place that holds something else is named, and what it holds is not", async () => {
  const file = join(keys.path, "not-a-mail-server");
  await writeFile(file, "canary-of-another-kind", { mode: 0o600 });
  await patch({ smtpUrl: `file:${file}` });
  const sentence = `What smtpUrl leads to (file:${file}) can't be used: an address like smtp://user:password@host:587 is needed; correct it there, or set smtpUrl again.`;
  expect((await view("smtpUrl"))?.problem).toBe(sentence);
  await expect(house.context.settings.secret("smtpUrl")).rejects.toThrow(sentence);
});
