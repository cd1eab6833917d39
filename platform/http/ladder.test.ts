import { expect, test } from "vitest";
import { NeedsAttention, rungOf } from "@millrace/platform/errors";
import { errorOfFault, errorOfStatus, retryAfterMs } from "./ladder.ts";

const nowMs = Date.UTC(2026, 10, 21, 8, 0, 0);

test.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["Sat, 21 Nov 2026 08:01:30 GMT", 90_000],
  ["Saturday, 21-Nov-26 08:01:30 GMT", 90_000],
  ["Sat Nov 21 08:01:30 2026", 90_000],
  ["Sat, 21 Nov 2026 07:00:00 GMT", 0],
  ["99999999999", 86_400_000],
  ["soon", null],
  ["-5", null],
  ["1.5", null],
  ["", null],
  [undefined, null],
])("Retry-After %j means %j ms", (value, expected) => {
  expect(retryAfterMs(value, nowMs)).toBe(expected);
});

test.each([
  [429, { "retry-after": "7" }, "try_again_later", 7_000],
  [429, { "retry-after": "Sat, 21 Nov 2026 08:00:09 GMT" }, "try_again_later", 9_000],
  [429, {}, "try_again_later", 60_000],
  [503, { "retry-after": "5" }, "try_again_later", 5_000],
  [503, {}, "transient", undefined],
  [500, { "retry-after": "5" }, "transient", undefined],
  [502, {}, "transient", undefined],
  [504, {}, "transient", undefined],
  [599, {}, "transient", undefined],
  [408, {}, "transient", undefined],
  [425, {}, "transient", undefined],
  [200, {}, null, undefined],
  [304, {}, null, undefined],
  [404, {}, null, undefined],
  [403, { "retry-after": "5" }, null, undefined],
  [999, {}, null, undefined],
])("status %i with %j stands on the rung %s", (status, headers, rung, afterMs) => {
  const error = errorOfStatus({ status, headers, url: "https://a.example/", vendor: "acme", nowMs });
  expect(error?.rung ?? null).toBe(rung);
  expect(error !== null && "afterMs" in error ? error.afterMs : undefined).toBe(afterMs);
});

test.each([
  [{}, 1_000, 1_000],
  [{ "retry-after": "7", "ratelimit-remaining": "0", "ratelimit-reset": "3" }, 1_000, 7_000],
  [{ "ratelimit-remaining": "0", "ratelimit-reset": "3" }, 1_000, 3_000],
  [{ "ratelimit-remaining": "0", "ratelimit-reset": "0" }, 1_000, 1_000],
  [{ "ratelimit-remaining": "2", "ratelimit-reset": "3" }, 1_000, 1_000],
  [{ ratelimit: '"burst";r=0;t=2, "daily";r=0;t=90' }, undefined, 90_000],
])(
  "a 429 with %j waits for what it says, else for the account's own %j ms",
  (headers, silentRateLimitMs, afterMs) => {
    const answer = { status: 429, headers, url: "https://a.example/", vendor: "acme", nowMs };
    expect(errorOfStatus({ ...answer, silentRateLimitMs })).toMatchObject({ afterMs });
  },
);

test.each([
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_SOCKET",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "Z_BUF_ERROR",
  "Z_DATA_ERROR",
  "ZSTD_error_corruption_detected",
  "ERR_BROTLI_DECODER_ERROR_FORMAT",
  "HPE_INVALID_CONSTANT",
  "ERR_SSL_WRONG_VERSION_NUMBER",
])("the network fault %s is transient and keeps its cause", (code) => {
  const cause = Object.assign(new Error("boom"), { code });
  const error = errorOfFault(cause, { vendor: "acme", url: "https://a.example/" });
  expect(rungOf(error)).toBe("transient");
  expect(error.cause).toBe(cause);
  expect(error.facts).toMatchObject({ code, vendor: "acme" });
  expect(error.message).toContain("acme");
});

test("an error that already stands on the ladder stays as it is", () => {
  const refused = new NeedsAttention("no");
  expect(errorOfFault(refused, { vendor: "acme", url: "https://a.example/" })).toBe(refused);
});

test.each([
  ["CERT_HAS_EXPIRED", "needs_attention"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "needs_attention"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "needs_attention"],
  ["UND_ERR_INVALID_ARG", "broken"],
  ["ERR_INVALID_CHAR", "broken"],
])("the fault %s stands on the rung %s", (code, rung) => {
  expect(
    rungOf(
      errorOfFault(Object.assign(new Error("boom"), { code }), { vendor: "acme", url: "https://a.example/" }),
    ),
  ).toBe(rung);
});

test("a fault without a code is a bug of ours, not the network's", () => {
  expect(
    rungOf(
      errorOfFault(new TypeError("undefined is not a function"), {
        vendor: "acme",
        url: "https://a.example/",
      }),
    ),
  ).toBe("broken");
});
