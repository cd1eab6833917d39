import { rename } from "node:fs/promises";
import { join } from "node:path";
import {
  createTemporaryFolder,
  createTestDatabase,
  type TemporaryFolder,
  type TestDatabase,
} from "@millrace/platform/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Connection, ConnectCheck } from "../contract.ts";
import type { ConnectionConfig } from "../sync/connection-config.ts";
import { openConnectHouse, type ConnectHouse } from "../workflows/fixtures/connect-house.ts";
import { startTinyVendor, type TinyVendor } from "../workflows/fixtures/tiny-vendor.ts";

const opened = new AsyncDisposableStack();
let database: TestDatabase;
let vendor: TinyVendor;
let house: ConnectHouse;
let folder: TemporaryFolder;

beforeAll(async () => {
  database = opened.use(await createTestDatabase());
  vendor = opened.use(await startTinyVendor());
  folder = opened.use(await createTemporaryFolder());
  house = opened.use(await openConnectHouse(database, { folder: folder.path }));
});
afterAll(() => opened.disposeAsync());

const owner = new Set(["connect:read", "connect:write", "connect:local"] as const);
const editor = new Set(["connect:read", "connect:write"] as const);
beforeEach(() => {
  house.permissions = owner;
});

/** Settings with a secret in them that an escape of YAML turns into a reference. */
const hidden = { type: "http", secrets: String.raw`a: "\x65nv:CONNECT_TEST_SECRET"` };
const api = (change: Record<string, unknown> = {}) => ({
  type: "http",
  secrets: { a: "plain" },
  definition: {
    base_url: vendor.origin,
    auth: { type: "bearer", token: "{{ secrets.a }}" },
    streams: [{ name: "things", path: "/things", records: "items" }],
  },
  ...change,
});
const tiny = (token: string) => ({ type: "tiny", origin: vendor.origin, token });
const hook = () => ({ type: "webhook", url: `${vendor.origin}/hook` });

let names = 0;
function requestOf(source: Record<string, unknown>, destination: Record<string, unknown> = hook()) {
  names += 1;
  return { name: `Connection ${names}`, source, destination, private_hosts: false };
}

async function permittedIn({ id }: Connection): Promise<boolean | undefined> {
  const { rows } = await database.pool.query<{ config: ConnectionConfig }>(
    "select config from connect.connection where id = $1",
    [id],
  );
  return rows[0]?.config.references_permitted;
}

test("an editor leads to no variable and no file of this machine, however it is written", async () => {
  house.permissions = editor;
  const status = async (source: Record<string, unknown>) => [
    (await house.call("/connections", requestOf(source))).status,
    (await house.call("/connect/check", { source, destination: hook() })).status,
    (await house.call("/connect/discover", { source })).status,
  ];
  expect(await status(tiny("env:HOME"))).toEqual([403, 403, 403]);
  expect(await status(tiny("file:../../secret"))).toEqual([403, 403, 403]);
  expect(await status(tiny("file:./secret"))).toEqual([403, 403, 403]);
  expect(await status(api(hidden))).toEqual([403, 403, 403]);
  expect(await status(api({ secrets: { a: "env:CONNECT_TEST_SECRET" } }))).toEqual([403, 403, 403]);
  expect(await status(api())).toEqual([201, 200, 200]);
});

test("a reference that is not well formed is refused, also of an owner", async () => {
  const { status, body } = await house.call<{ code: string; field: string }>(
    "/connections",
    requestOf(tiny("file:../../secret")),
  );
  expect([status, body.code, body.field]).toEqual([422, "reference_invalid", "source"]);
});

test("references inside a text are followed for the owner who gave them, and for nobody after that", async () => {
  const made = await house.connect(requestOf(api(hidden)));
  expect(await permittedIn(made)).toBe(true);
  expect(made).not.toHaveProperty("references_permitted");
  house.permissions = editor;
  const change = async (body: unknown) => (await house.call(`/connections/${made.id}`, body, "PATCH")).status;
  expect(await change({ parallel_uploads: 2 })).toBe(200);
  expect(await change({ destination: { ...hook(), url: `${vendor.origin}/other` } })).toBe(200);
  expect(await permittedIn(made)).toBe(true);
  expect(await change({ references_permitted: true })).toBe(400);
  expect(await change({ source: api() })).toBe(200);
  expect(await permittedIn(made)).toBe(false);
  house.permissions = owner;
  expect(await change({ parallel_uploads: 3 })).toBe(200);
  expect(await permittedIn(made)).toBe(false);
});

test("a sync follows no reference that its connection is not permitted", async () => {
  const made = await house.connect(requestOf(api(hidden)));
  await database.pool.query(
    "update connect.connection set config = config - 'references_permitted' where id = $1",
    [made.id],
  );
  expect(await house.sync(made.id)).toMatchObject({
    status: "paused",
    message: expect.stringContaining("takes an owner") as string,
  });
});

test("an editor changes and checks what an owner made with references, in whatever order its settings come", async () => {
  const made = await house.connect(requestOf(tiny("env:HOME")));
  house.permissions = editor;
  const change = (body: unknown) => house.call(`/connections/${made.id}`, body, "PATCH");
  expect((await change({ parallel_uploads: 2 })).status).toBe(200);
  const { type, ...settings } = made.source;
  const reversed = Object.fromEntries(Object.entries(settings).toReversed());
  for (const source of [
    { type, ...settings },
    { type, ...reversed },
  ])
    expect((await change({ source })).status).toBe(200);
  const check = await house.call<ConnectCheck>(`/connections/${made.id}/check`, {});
  expect([check.status, check.body.source.is_ok]).toEqual([200, true]);
});

test("an editor writes to a bucket with keys of its own, not with those of this machine", async () => {
  house.permissions = editor;
  const bucket = { type: "csv", folder: "s3://exports/x?endpoint=http://127.0.0.1:9&region=eu-west-3" };
  const keys = { access_key_id: "AKIAEXAMPLE", secret_access_key: "given" };
  const status = async (change: Record<string, unknown>) =>
    (await house.call("/connections", requestOf(tiny("t"), { ...bucket, ...change }))).status;
  expect(await status({})).toBe(403);
  expect(await status({ access_key_id: keys.access_key_id })).toBe(403);
  expect(await status({ ...keys, secret_access_key: " " })).toBe(403);
  expect(await status(keys)).toBe(201);
  const made = await house.call<Connection>("/connections", requestOf(tiny("t"), { ...bucket, ...keys }));
  // Its keys are left out, and stay.
  const { status: changed } = await house.call(
    `/connections/${made.body.id}`,
    { destination: { ...bucket } },
    "PATCH",
  );
  expect(changed).toBe(200);
});

test("a secret whose key is lost is told with its setting", async () => {
  const made = await house.connect(requestOf(tiny("t")));
  const key = join(folder.path, "key");
  await rename(key, `${key}.away`);
  const { status, body } = await house.call<{ code: string; field: string }>(
    `/connections/${made.id}`,
    { parallel_uploads: 2 },
    "PATCH",
  );
  await rename(`${key}.away`, key);
  expect([status, body.code, body.field]).toEqual([422, "secret_unreadable", "source.token"]);
});
