import { contentHash } from "@millrace/platform/ids";
import { until } from "@millrace/platform/testing";
import { afterAll, expect, test } from "vitest";
import { openTestHouse } from "./testing/test-house.ts";

const house = await openTestHouse({ site: { posts: 5 } });
afterAll(() => house[Symbol.asyncDispose]());

const type = { "content-type": "multipart/form-data; boundary=b" };
const fileHead = (name: string): string =>
  `--b\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: text/html\r\n\r\n`;

test("a file is kept while the next one is still on its way, and a broken upload starts nothing", async () => {
  const page = `<html><body>${"a page ".repeat(1_000)}</body></html>`;
  const hash = contentHash(new TextEncoder().encode(page));
  const encoder = new TextEncoder();
  const cut = new AbortController();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`${fileHead("one.html")}${page}\r\n${fileHead("two.html")}<html>`));
    },
  });
  const sending = fetch(`${house.url}/api/v1/imports`, {
    method: "POST",
    headers: type,
    body,
    duplex: "half",
    signal: cut.signal,
  });
  await until("the first file is kept", () => house.context.objects.has(hash));
  cut.abort();
  await expect(sending).rejects.toThrow("abort");
  expect((await house.call<{ items: unknown[] }>("/collections")).body.items).toEqual([]);
});

test.each([
  ["no end", `${fileHead("one.html")}<html>`, 400, "malformed_body", "body"],
  ["no part", "nothing", 400, "malformed_body", "body"],
  [
    "an endless part header",
    `--b\r\nX: ${"x".repeat(20_000)}\r\n\r\n\r\n--b--\r\n`,
    400,
    "malformed_body",
    "body",
  ],
  [
    "too many files",
    `${`${fileHead("a")}x\r\n`.repeat(5_001)}--b--\r\n`,
    413,
    "body_too_large",
    "form.files",
  ],
  [
    "a long field",
    `--b\r\nContent-Disposition: form-data; name="rules"\r\n\r\n${"x".repeat(2_000)}\r\n--b--\r\n`,
    413,
    "body_too_large",
    "form.rules",
  ],
])("an upload with %s is refused as such", async (_what, body, status, code, field) => {
  const answer = await house.call("/imports", { method: "POST", headers: type, body });
  expect([answer.status, answer.body]).toMatchObject([status, { code, field }]);
});

test("a file that is too large is refused before it is read to its end", async () => {
  const chunk = new Uint8Array(4_000_000);
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent === 0) controller.enqueue(new TextEncoder().encode(fileHead("large.html")));
      sent += chunk.length;
      controller.enqueue(chunk);
      if (sent > 1_000_000_000) controller.close();
    },
  });
  const answer = await fetch(`${house.url}/api/v1/imports`, {
    method: "POST",
    headers: type,
    body,
    duplex: "half",
  }).then(
    async (given) => [given.status, ((await given.json()) as { code: string }).code],
    // The server may close before the client reads why.
    () => [413, "body_too_large"],
  );
  expect(answer).toEqual([413, "body_too_large"]);
  expect(sent).toBeLessThan(400_000_000);
});
