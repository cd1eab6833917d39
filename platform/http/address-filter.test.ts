import { expect, test } from "vitest";
import { checkUrl, isPublicAddress, publicAddressesOf } from "./address-filter.ts";

test.each([
  "127.0.0.1",
  "127.255.255.254",
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "100.127.255.255",
  "0.0.0.0",
  "0.1.2.3",
  "192.0.0.1",
  "192.0.2.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::127.0.0.1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "::ffff:0:127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b:1::7f00:1",
  "2002:7f00:1::",
  "2001:0:53aa:64c::",
  "64:ff9b::a9fe:a9fe",
  "2002:a9fe:a9fe::1",
  "::ffff:a9fe:a9fe",
  "::a9fe:a9fe",
  "192.88.99.1",
  "5f00::1",
  "2001:20::1",
  "2001:2::1",
  "100:0:0:1::1",
  "fe80::1",
  "fe80::1%eth0",
  "fec0::1",
  "fc00::1",
  "fd00:ec2::254",
  "ff02::1",
  "2001:db8::1",
  "100::1",
  "3fff::1",
  "",
  "localhost",
  "not-an-address",
])("%j is not a public address", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  "8.8.8.8",
  "93.184.216.34",
  "172.32.0.1",
  "100.128.0.1",
  "2606:4700:4700::1111",
  "2a00:1450:4007:80e::200e",
])("%s is a public address", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  "http://2130706433/",
  "http://0x7f.1/",
  "http://0177.0.0.1/",
  "http://127.1/",
  "http://017700000001/",
  "http://0x7f000001/",
  "http://0xa9fea9fe/",
  "http://169.254.43518/",
  "http://①②⑦.⓪.⓪.①/",
  "http://127。0。0。1/",
  "http://127.0.0.1./",
  "http://%31%32%37.0.0.1/",
  "http://0/",
  "http://[::ffff:169.254.169.254]/",
  "http://[64:ff9b::10.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://[::1]/",
])("%s is seen through", async (url) => {
  const rules = {
    resolver: () => Promise.reject(new Error("a literal address needs no resolver")),
    allowLoopback: false,
  };
  await expect(publicAddressesOf(new URL(url).hostname, rules)).rejects.toThrow("not on the public internet");
});

test("one private address among public ones refuses the host", async () => {
  const resolver = async () => [
    { address: "8.8.8.8", family: 4 },
    { address: "10.0.0.7", family: 4 },
  ];
  await expect(publicAddressesOf("mixed.example", { resolver, allowLoopback: true })).rejects.toMatchObject({
    rung: "needs_attention",
    facts: { address: "10.0.0.7" },
  });
});

test.each([
  "file:///etc/passwd",
  "ftp://a.example/",
  "gopher://a.example/",
  "http://user@a.example/",
  "https://user:pass@a.example/",
])("%s is refused", (url) => {
  expect(() => checkUrl(new URL(url))).toThrow(expect.objectContaining({ rung: "needs_attention" }));
});
