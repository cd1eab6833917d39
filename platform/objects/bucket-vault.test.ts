import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { contentHash } from "@millrace/platform/ids";
import { openObjectStore, type ObjectStore } from "./index.ts";

/** The four calls of S3 that the store uses, over real HTTP; other buckets are forbidden. */
const kept = new Map<string, Buffer>();
let server: Server;
let endpoint: string;
const authorizations: (string | undefined)[] = [];

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function answer(request: IncomingMessage, body: Buffer): { status: number; body?: Buffer | string } {
  const path = new URL(request.url ?? "", "http://s3").pathname;
  authorizations.push(request.headers.authorization);
  if (!path.startsWith("/evidence/"))
    return { status: 403, body: "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>" };
  if (request.method === "PUT") kept.set(path, body);
  if (request.method === "DELETE") return { status: kept.delete(path) ? 204 : 204 };
  const found = kept.get(path);
  if (found === undefined)
    return {
      status: 404,
      body:
        request.method === "HEAD"
          ? ""
          : "<Error><Code>NoSuchKey</Code><Message>No such key</Message></Error>",
    };
  return { status: 200, body: request.method === "GET" ? found : "" };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { status, body: text } = answer(request, body);
      response.writeHead(status, { etag: '"x"' }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  endpoint = `http://127.0.0.1:${address.port}`;
});
afterAll(() => server.close());

const credentials = { accessKeyId: "millrace", secretAccessKey: "not-a-secret" };
const page = Buffer.from("<p>words</p>".repeat(1_000));
const hash = contentHash(page);
const openBucket = (bucket: string, at = endpoint): Promise<ObjectStore> =>
  openObjectStore({ url: `s3://${bucket}/pages?region=eu-west-3&endpoint=${at}`, credentials });

test("a bucket keeps, returns and forgets objects under the same names as a folder, compressed, with signed requests", async () => {
  const store = await openBucket("evidence");
  expect(await store.get(hash)).toBeNull();
  expect(await store.put(page)).toBe(hash);
  expect([...kept.keys()]).toEqual([`/evidence/pages/${hash.slice(0, 2)}/${hash}.zst`]);
  expect([...kept.values()][0]?.length).toBeLessThan(page.length / 10);
  expect(await store.get(hash)).toEqual(page);
  expect(await store.has(hash)).toBe(true);
  expect(authorizations.every((value) => value?.startsWith("AWS4-HMAC-SHA256"))).toBe(true);
  await store.delete(hash);
  expect(await store.has(hash)).toBe(false);
});

test("bytes changed in the bucket are Broken", async () => {
  const store = await openBucket("evidence");
  await store.put(page);
  for (const key of kept.keys()) kept.set(key, Buffer.from("other"));
  await expect(store.get(hash)).rejects.toMatchObject({ rung: "broken" });
});

test("a bucket that refuses needs attention, one that can't be reached is transient", async () => {
  await expect((await openBucket("forbidden")).put(page)).rejects.toMatchObject({ rung: "needs_attention" });
  await expect((await openBucket("evidence", "http://127.0.0.1:1")).put(page)).rejects.toMatchObject({
    rung: "transient",
  });
});

test.each(["s3://", "http://bucket/", "bucket", ""])("%j is refused as an object URL", async (url) => {
  await expect(openObjectStore({ url })).rejects.toMatchObject({ code: "object_url_invalid" });
});
