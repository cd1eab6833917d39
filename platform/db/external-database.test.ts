import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { maskPassword, openDatabase, type Database } from "@millrace/platform/db";
import type { UserFacingError } from "@millrace/platform/errors";
import { createLogger } from "@millrace/platform/telemetry";
import { createTemporaryFolder, createTestDatabase, until } from "@millrace/platform/testing";
import { Client } from "pg";
import { expect, test } from "vitest";

const log = createLogger({ level: "silent" });

test("a good DATABASE_URL opens that database, not an embedded one", async () => {
  await using elsewhere = await createTestDatabase();
  await using database = await openDatabase({ dataFolder: "/nowhere", databaseUrl: elsewhere.url, log });
  expect([database.isEmbedded, database.isOwner]).toEqual([false, false]);
  expect((await database.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

test("text that is no Postgres address is refused as such and not repeated", async () => {
  for (const databaseUrl of ["mysql://root:canary@host/db", "canary", "postgres//canary"]) {
    const refusal = await refusalOf(databaseUrl);
    expect(refusal).toMatchObject({ code: "database_url_invalid", exitCode: 1 });
    expect(refusal.message).not.toContain("canary");
  }
});

test("a host nobody answers at is named, with its reason and without the password", async () => {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, "close");
  const refused = await refusalOf(`postgres://ann:canary@127.0.0.1:${port}/app`);
  expect(refused.code).toBe("database_unreachable");
  expect(refused.message).toContain(`ann:***@127.0.0.1:${port}`);
  expect(refused.message).toContain("connection refused");
  expect(refused.message).not.toContain("canary");
  expect((await refusalOf("postgres://ann@no-such-host.invalid/app")).code).toBe("database_unreachable");
});

test("a server that does not speak Postgres is unreachable, not a crash", async () => {
  const server = createHttpServer();
  const port = await listen(server);
  expect((await refusalOf(`postgres://ann@127.0.0.1:${port}/app`)).code).toBe("database_unreachable");
  server.close();
});

test("a missing database is named", async () => {
  await using existing = await createTestDatabase();
  const url = new URL(existing.url);
  url.pathname = "/not_there";
  const refusal = await refusalOf(url.href);
  expect(refusal.code).toBe("database_missing");
  expect(refusal.message).toContain("/not_there");
});

test("a wrong or missing password is an authentication failure that never shows the password", async () => {
  await using folder = await createTemporaryFolder();
  await using database = await openDatabase({ dataFolder: folder.path, log });
  await requirePassword(database, folder.path);
  const url = new URL(database.url);
  url.username = "ann";
  expect((await refusalOf(url.href)).code).toBe("database_auth_failed");
  url.password = "canary";
  const refusal = await refusalOf(url.href);
  expect(refusal.code).toBe("database_auth_failed");
  expect(refusal.message).not.toContain("canary");
  url.password = "right";
  await using opened = await openDatabase({ dataFolder: folder.path, databaseUrl: url.href, log });
  expect((await opened.pool.query("select current_user as name")).rows).toEqual([{ name: "ann" }]);
});

test("a server older than Postgres 15 is refused with its version", async () => {
  const server = createServer((socket) =>
    socket.on("data", answerAsPostgres14).on("error", () => socket.destroy()),
  );
  const port = await listen(server);
  const refusal = await refusalOf(`postgres://ann@127.0.0.1:${port}/app`);
  expect(refusal).toMatchObject({
    code: "database_too_old",
    message: expect.stringContaining("Postgres 14"),
  });
  server.close();
});

test("a password is masked wherever a Postgres address may carry it", () => {
  expect(maskPassword("postgres://ann:canary@host/db?sslpassword=canary")).not.toContain("canary");
  expect(maskPassword("postgresql:///db?user=ann&password=canary")).not.toContain("canary");
  expect(maskPassword("postgres://ann:canary@/db?host=/run/postgresql")).not.toContain("canary");
});

async function refusalOf(databaseUrl: string): Promise<UserFacingError> {
  const opened = await openDatabase({ dataFolder: "/nowhere", databaseUrl, log }).catch(
    (error: unknown) => error,
  );
  expect(opened).toMatchObject({ name: "UserFacingError", exitCode: 1 });
  return opened as UserFacingError;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** User ann with password "right", who unlike the owner must give it. */
async function requirePassword(database: Database, dataFolder: string): Promise<void> {
  await database.pool.query("create role ann login password 'right'");
  const path = join(dataFolder, "postgres", "pg_hba.conf");
  await writeFile(path, `local all ann scram-sha-256\n${await readFile(path, "utf8")}`);
  await database.pool.query("select pg_reload_conf()");
  const url = new URL(database.url);
  url.username = "ann";
  await until("the server has read the new rules", async () => {
    const client = new Client({ connectionString: url.href });
    const isRefused = await client.connect().then(
      () => false,
      () => true,
    );
    await client.end();
    return isRefused;
  });
}

/** Just enough of the wire protocol (version 3.0) to sign anybody in and to say that this is 14.5. */
function answerAsPostgres14(this: Socket, message: Buffer): void {
  const isQuery = message[0] === 0x51;
  const isStartup = message[0] === 0;
  if (isStartup) this.write(Buffer.concat([frame("R", int32(0)), frame("Z", Buffer.from("I"))]));
  if (isQuery) {
    const column = Buffer.concat([
      Buffer.from("server_version_num\0"),
      int32(0),
      int16(0),
      int32(25),
      int16(-1),
      int32(-1),
      int16(0),
    ]);
    const value = Buffer.from("140005");
    this.write(
      Buffer.concat([
        frame("T", Buffer.concat([int16(1), column])),
        frame("D", Buffer.concat([int16(1), int32(value.length), value])),
        frame("C", Buffer.from("SHOW\0")),
        frame("Z", Buffer.from("I")),
      ]),
    );
  }
  if (message[0] === 0x58) this.end();
}

function frame(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
