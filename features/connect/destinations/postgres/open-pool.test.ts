import { createLogger } from "@millrace/platform/telemetry";
import { expect, test } from "vitest";
import { ladderFault } from "./faults.ts";
import { openPool, withOwnPassword } from "./open-pool.ts";

const context = { log: createLogger({ level: "silent" }), mayUsePrivateHosts: false };

async function faultOf(url: string): Promise<unknown> {
  const pool = openPool({ url, schema: "public" }, context);
  try {
    await pool.query("select 1");
    return null;
  } catch (error) {
    return ladderFault(error);
  } finally {
    await pool.end();
  }
}

test.each([
  "postgres://u:p@127.0.0.1:5432/x",
  "postgres://u:p@[::1]/x",
  "postgres://u:p@localhost/x",
  "postgres://u:p@db.example.com/x?host=10.0.0.1",
  "postgres://u:p@db.example.com/x?host=/var/run/postgresql",
])("%s is not connected to unless an owner permits private hosts", async (url) => {
  expect(await faultOf(url)).toMatchObject({
    rung: "needs_attention",
    message: expect.stringMatching(/not on the public internet.*private_hosts/u),
  });
});

test("files of this machine are read for nobody but an owner", () => {
  const open = () =>
    openPool({ url: "postgres://u:p@db.example.com/x?sslrootcert=/etc/passwd", schema: "public" }, context);
  expect(open).toThrow(/sslrootcert.*private_hosts/u);
});

test("the password of this machine's own database is shown to nobody", () => {
  expect(withOwnPassword("postgres://u@db.example.com/x")).toBe("postgres://u:none@db.example.com/x");
  expect(withOwnPassword("postgres://u:p@db.example.com/x")).toBe("postgres://u:p@db.example.com/x");
  expect(withOwnPassword("postgres://db.example.com/x?password=p")).toBe(
    "postgres://db.example.com/x?password=p",
  );
});
