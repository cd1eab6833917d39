import { connect } from "node:net";
import { once } from "node:events";
import { NeedsAttention } from "@millrace/platform/errors";
import { expect, test } from "vitest";
import { digitsRefusal, publicLookup } from "./public-lookup.ts";

test("a name that leads to a private address opens no socket", async () => {
  const socket = connect({ host: "localhost", port: 9, lookup: publicLookup });
  const [fault] = (await once(socket, "error").catch((error: unknown) => [error])) as [Error];
  expect(fault).toBeInstanceOf(NeedsAttention);
  expect(fault.message).toMatch(/^localhost leads to .*not on the public internet.*private_hosts/u);
});

test("a name nobody knows is told as the system tells it", async () => {
  const socket = connect({ host: "nowhere.invalid", port: 9, lookup: publicLookup });
  const [fault] = (await once(socket, "error").catch((error: unknown) => [error])) as [Error];
  expect(fault).not.toBeInstanceOf(NeedsAttention);
});

test.each(["10.0.0.1", "127.0.0.1", "169.254.169.254", "[::1]", "::ffff:192.168.0.1"])(
  "%s is refused by its digits",
  (host) => {
    expect(digitsRefusal(host)?.message).toContain("private_hosts");
  },
);

test.each(["93.184.215.14", "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]", "db.example.com"])(
  "%s may be called, as far as its text tells",
  (host) => {
    expect(digitsRefusal(host)).toBeNull();
  },
);
