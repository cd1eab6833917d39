import { readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { createTemporaryFolder, type TemporaryFolder } from "@millrace/platform/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { BucketFiles } from "./index.ts";

/** S3's calls for whole objects and for uploads in parts, over real HTTP. */
const objects = new Map<string, { bytes: Buffer; note: string | undefined }>();
const uploads = new Map<string, Map<number, Buffer>>();
let failsAtPart = 0;
let server: Server;
let folder: TemporaryFolder;
let files: BucketFiles;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

interface Answer {
  status: number;
  body?: Buffer | string;
  headers?: Record<string, string | number>;
}

function answer(request: IncomingMessage, body: Buffer): Answer {
  const { pathname: path, searchParams: query } = new URL(request.url ?? "", "http://s3");
  const uploadId = query.get("uploadId");
  if (query.has("uploads")) {
    uploads.set("upload-1", new Map());
    return { status: 200, body: "<R><UploadId>upload-1</UploadId></R>" };
  }
  if (uploadId !== null)
    return answerPart(request.method, path, { uploadId, part: Number(query.get("partNumber")) }, body);
  return answerWhole(request, path, body);
}

function answerWhole({ method, headers }: IncomingMessage, path: string, body: Buffer): Answer {
  if (method === "PUT") objects.set(path, { bytes: body, note: headers["x-amz-meta-by"]?.toString() });
  if (method === "DELETE") objects.delete(path);
  const found = objects.get(path);
  if (method === "PUT" || method === "DELETE") return { status: method === "PUT" ? 200 : 204 };
  if (found === undefined) return { status: 404, body: "<Error><Code>NoSuchKey</Code></Error>" };
  const notes = { "content-length": found.bytes.length, "x-amz-meta-by": found.note ?? "" };
  return { status: 200, body: found.bytes, headers: notes };
}

function answerPart(
  method: string | undefined,
  path: string,
  { uploadId, part }: { uploadId: string; part: number },
  body: Buffer,
): Answer {
  const upload = uploads.get(uploadId);
  if (upload === undefined) return { status: 404, body: "<Error><Code>NoSuchUpload</Code></Error>" };
  if (method === "PUT" && part === failsAtPart)
    return { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" };
  if (method === "PUT") upload.set(part, body);
  else uploads.delete(uploadId);
  if (method === "POST") objects.set(path, { bytes: Buffer.concat([...upload.values()]), note: undefined });
  return { status: method === "DELETE" ? 204 : 200, body: method === "POST" ? "<R></R>" : "" };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { status, body: text, headers } = answer(request, body);
      response
        .writeHead(status, { etag: '"x"', ...headers })
        .end(request.method === "HEAD" ? undefined : text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = new URL(`s3://exports/été%20x?endpoint=http://127.0.0.1:${address.port}`);
  files = await BucketFiles.open(url, {
    credentials: { accessKeyId: "millrace", secretAccessKey: "not-a-secret" },
    partBytes: 10,
  });
});
afterAll(() => {
  files.close();
  server.close();
});
beforeEach(async () => {
  folder = await createTemporaryFolder();
  objects.clear();
  uploads.clear();
  failsAtPart = 0;
});
afterEach(() => folder[Symbol.asyncDispose]());

const local = async (text: string): Promise<string> => {
  const path = join(folder.path, "file");
  await writeFile(path, text);
  return path;
};
const upload = { contentType: "text/plain", notes: { by: "sync-1" } };

test("a file goes up whole with its notes, is looked at, comes back, and is removed", async () => {
  await files.upload("a.txt", await local("0123456789"), upload);
  expect(decodeURIComponent([...objects.keys()][0] ?? "")).toBe("/exports/été x/a.txt");
  expect(await files.look("a.txt")).toEqual({ bytes: 10, notes: { by: "sync-1" } });
  const copy = join(folder.path, "copy");
  expect(await files.download("a.txt", copy)).toBe(true);
  expect(await readFile(copy, "utf8")).toBe("0123456789");
  await files.remove("a.txt");
  expect([await files.look("a.txt"), await files.read("a.txt"), await files.download("a.txt", copy)]).toEqual(
    [null, null, false],
  );
  await files.upload("empty.txt", await local(""), upload);
  expect(await files.look("empty.txt")).toMatchObject({ bytes: 0 });
});

test("a larger file goes up in parts, whose upload is named before the first is sent", async () => {
  const named: [string, number][] = [];
  await files.upload("b.txt", await local("0123456789abcdefghij!"), {
    ...upload,
    onParts: async (uploadId) => void named.push([uploadId, uploads.get(uploadId)?.size ?? -1]),
  });
  expect(named).toEqual([["upload-1", 0]]);
  expect(Buffer.from((await files.read("b.txt")) ?? []).toString()).toBe("0123456789abcdefghij!");
});

test("an upload in parts that fails is given up: nothing is visible and nothing is left", async () => {
  failsAtPart = 2;
  await expect(files.upload("c.txt", await local("0123456789abcdefghij!"), upload)).rejects.toMatchObject({
    rung: "needs_attention",
    facts: { code: "AccessDenied" },
  });
  expect([objects.size, uploads.size]).toEqual([0, 0]);
});

test("an upload that died is given up by its id, and again without harm", async () => {
  uploads.set("upload-1", new Map([[1, Buffer.from("x")]]));
  await files.abort("c.txt", "upload-1");
  await files.abort("c.txt", "upload-1");
  expect(uploads.size).toBe(0);
});

test("a call that is aborted says so, and not that the bucket is at fault", async () => {
  const aborted = files.upload("d.txt", await local("x"), { ...upload, signal: AbortSignal.abort() });
  await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
});
