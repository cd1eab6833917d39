import fc from "fast-check";
import { expect, test } from "vitest";
import { normaliseDomain } from "./normalise-domain.ts";

test.each([
  ["example.com", "example.com"],
  ["  EXAMPLE。com. ", "example.com"],
  ["https://www.Café.fr/panier?x=1", "xn--caf-dma.fr"],
  ["//www.example.co.uk:8080/x", "example.co.uk"],
  ["https://me:secret@shop.example.co.uk/", "shop.example.co.uk"],
  ["www.shop.myshopify.com", "shop.myshopify.com"],
  ["www.www.example.com", "example.com"],
  ["www.com", "www.com"],
  ["日本語.jp", "xn--wgv71a119e.jp"],
  ["my_shop.example.com", "my_shop.example.com"],
  ["nord.example", "nord.example"],
])("%j names the website %s", (text, domain) => {
  expect(normaliseDomain(text)).toEqual({ domain });
});

test.each([
  ["", /no domain/u],
  ["12345", /IP address/u],
  ["http://[::1]:80/", /IP address/u],
  ["http://192.168.0.1", /IP address/u],
  ["localhost:3000", /this machine itself/u],
  ["shop.localhost", /this machine itself/u],
  ["me@example.com", /e-mail address/u],
  ["mailto:me@example.com", /e-mail address/u],
  ["ftp://example.com", /begins with ftp:/u],
  ["javascript:alert(1)", /no domain/u],
  ["one.com two.com", /no domain/u],
  ["one.com,two.com", /character/u],
  [`${"a".repeat(64)}.com`, /length/u],
  ["printer.local", /under \.local\./u],
  ["shop.unknowntld", /under \.unknowntld\./u],
  ["hidden.onion", /under \.onion\./u],
  ["co.uk", /only an ending/u],
  ["x".repeat(5_000), /^“x{80}…” /u],
])("%j names no website, and one sentence says why", (text, reason) => {
  const read = normaliseDomain(text);
  expect(read).toEqual({ problem: expect.stringMatching(reason) });
  expect("problem" in read && read.problem).toMatch(/^[^\n]*\.$/u);
});

test("whatever is written, what comes of it names itself and is plain lower-case text", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.domain().map((host) => `https://www.${host}/a?b`),
    fc.domain(),
    fc.emailAddress(),
  );
  fc.assert(
    fc.property(text, (given) => {
      const read = normaliseDomain(given);
      if ("problem" in read) return true;
      const again = normaliseDomain(read.domain);
      const isPlain = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/u.test(read.domain);
      return isPlain && "domain" in again && again.domain === read.domain;
    }),
  );
});
