import { Hono } from "hono";
import { expect, test } from "vitest";
import { clientAddress, clientNetwork } from "./client-address.ts";
import { trustProxies } from "./trusted-proxies.ts";

async function seenAs(sender: string, forwardedFor: string | null, proxies: string[]): Promise<string> {
  const app = new Hono();
  app.use(trustProxies(proxies));
  app.get("/", (c) => c.text(`${clientAddress(c)} ${clientNetwork(c)}`));
  const headers: Record<string, string> = forwardedFor === null ? {} : { "x-forwarded-for": forwardedFor };
  const incoming = { socket: { remoteAddress: sender } };
  return (await app.request("/", { headers }, { incoming })).text();
}

test.each([
  ["nobody is trusted", "10.0.0.1", "198.51.100.1", [], "10.0.0.1"],
  ["the proxy is trusted", "10.0.0.1", "198.51.100.1", ["10.0.0.1"], "198.51.100.1"],
  ["a network is trusted", "10.0.0.1", "198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"],
  ["a sender that is no proxy", "198.51.100.9", "1.1.1.1", ["10.0.0.0/8"], "198.51.100.9"],
  ["a client that lies on the left", "10.0.0.1", "1.1.1.1, 198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"],
  ["two proxies", "10.0.0.1", "198.51.100.1, 10.0.0.2", ["10.0.0.0/8"], "198.51.100.1"],
  ["only proxies", "10.0.0.1", "10.0.0.3", ["10.0.0.0/8"], "10.0.0.3"],
  ["a port", "10.0.0.1", "198.51.100.1:4711", ["10.0.0.0/8"], "198.51.100.1"],
  ["nonsense", "10.0.0.1", "unknown", ["10.0.0.0/8"], "10.0.0.1"],
  ["no header", "10.0.0.1", null, ["10.0.0.0/8"], "10.0.0.1"],
  ["IPv4 in IPv6", "::ffff:10.0.0.1", "198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"],
])("behind a proxy, %s", async (_what, sender, forwardedFor, proxies, expected) => {
  expect((await seenAs(sender, forwardedFor, proxies)).split(" ")[0]).toBe(expected);
});

test("addresses of one IPv6 customer are counted together", async () => {
  const [one, two, three] = await Promise.all(
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"].map((address) =>
      seenAs(address, null, []),
    ),
  );
  expect(one?.split(" ")[1]).toBe(two?.split(" ")[1]);
  expect(one?.split(" ")[1]).not.toBe(three?.split(" ")[1]);
});
