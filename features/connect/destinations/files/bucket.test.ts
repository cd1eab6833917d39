import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { BucketFiles } from "@millrace/platform/objects";
import { createTemporaryFolder, type TemporaryFolder } from "@millrace/platform/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { csvDestination } from "../csv/destination.ts";
import { readCsv } from "../csv/test-rig.ts";
import { jsonlDestination } from "../jsonl/destination.ts";
import { jsonlFormat } from "../jsonl/jsonl-format.ts";
import { readJsonl } from "../jsonl/test-rig.ts";
import { parquetDestination } from "../parquet/destination.ts";
import { readParquet } from "../parquet/test-rig.ts";
import type { ConnectorContext } from "../../connectors/context.ts";
import type { Destination } from "../destination.ts";
import { deliver, jobOf, openDelivery, type DeliverOptions } from "../testing/deliver.ts";
import { numberedBatches } from "../testing/sample-batches.ts";
import { openTestContext, type TestContext } from "../testing/test-context.ts";
import { BucketHome } from "./bucket-home.ts";
import { deliverFile } from "./testing/deliver-file.ts";
import { Crash, failingHome } from "./testing/failing-home.ts";
import { openSimulatedBucket, type SimulatedBucket } from "./testing/simulated-bucket.ts";

let bucket: SimulatedBucket;
let opened: TestContext;
let staging: TemporaryFolder;
let context: ConnectorContext;
let files: BucketFiles;
beforeAll(async () => {
  bucket = await openSimulatedBucket();
  opened = await openTestContext();
  const { access_key_id: accessKeyId, secret_access_key: secretAccessKey } = bucket.keys;
  files = await BucketFiles.open(new URL(bucket.folder), { credentials: { accessKeyId, secretAccessKey } });
});
beforeEach(async () => {
  staging = await createTemporaryFolder("millrace-bucket-staging-");
  context = { ...opened.context, stagingFolder: staging.path };
});
afterEach(() => staging[Symbol.asyncDispose]());
afterAll(async () => {
  files.close();
  await opened[Symbol.asyncDispose]();
  await bucket[Symbol.asyncDispose]();
});

const settings = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  folder: bucket.folder,
  files: "one",
  ...bucket.keys,
  ...more,
});
const textOf = async (name: string): Promise<string> =>
  Buffer.from((await files.read(name)) ?? []).toString();

const kinds: { destination: Destination; wordsIn: (name: string) => Promise<unknown[]> }[] = [
  {
    destination: csvDestination,
    wordsIn: async (name) => readCsv(await textOf(name)).map(({ word }) => word),
  },
  {
    destination: jsonlDestination,
    wordsIn: async (name) => readJsonl(await textOf(name)).map(({ word }) => word),
  },
  {
    destination: parquetDestination,
    wordsIn: async (name) => {
      const path = join(staging.path, "read.parquet");
      await files.download(name, path);
      return (await readParquet(path)).map(({ word }) => word);
    },
  },
];

describe.each(kinds)("$destination.id in a bucket", ({ destination, wordsIn }) => {
  const { id } = destination;
  const at = (syncId: string, target: string): DeliverOptions => ({
    destination,
    settings: destination.settings.parse({
      ...settings(),
      ...(id === "csv" ? { delimiter: ",", bom: false } : {}),
    }),
    context,
    job: jobOf(syncId, target, "append"),
  });

  test("appends to the object, which is there as a whole after each commit", async () => {
    expect(await deliver(at("sync-1", "orders"), numberedBatches(2, 3, "first"))).toMatchObject({
      validRows: 6,
      facts: { file: `s3://exports/daily/orders.${id}` },
    });
    expect(await deliver(at("sync-2", "orders"), numberedBatches(1, 2, "second"))).toMatchObject({
      facts: { rows_in_file: 8 },
    });
    const found = await wordsIn(`orders.${id}`);
    expect(found).toHaveLength(8);
    expect(found.slice(-2)).toEqual(["second 1", "second 2"]);
    expect(await leftIn(staging.path)).toEqual([]);
  });

  test("a delivery that died before its commit goes on with what is staged", async () => {
    const batches = numberedBatches(2, 2, "first");
    await using first = await openDelivery(at("sync-1", "resumed"));
    for (const batch of batches) await first.write(batch, context.signal);
    expect(await leftIn(staging.path)).not.toEqual([]);
    await using second = await openDelivery(at("sync-1", "resumed"));
    expect(await second.held()).toEqual(new Set([1, 2]));
    const report = await second.commit({ batches: 2, rows: 4 }, context.signal);
    expect(await first.commit({ batches: 2, rows: 4 }, context.signal)).toEqual(report);
    expect(await wordsIn(`resumed.${id}`)).toHaveLength(4);
  });
});

/** Batches and files that wait on this machine. */
async function leftIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => /\.batch$|assembled|older/u.test(name));
}

describe("a publication", () => {
  test("whichever call it dies in, the rows are in the object once", async () => {
    await using home = await openHome();
    let delivered = 0;
    for (let call = 1, isOver = false; !isOver; call += 1) {
      const job = { format: jsonlFormat, syncId: `sync-${call}`, target: "crashed" };
      const batches = numberedBatches(1, 2, job.syncId);
      const dying = deliverFile({ ...job, home: failingHome(home, call, "after") }, batches);
      isOver = !((await dying.catch((error: unknown) => error)) instanceof Crash);
      await deliverFile({ ...job, home: failingHome(home, 0, "after") }, batches);
      delivered += 2;
    }
    const found = readJsonl(await textOf("crashed.jsonl")).map(({ word }) => word);
    expect(found).toHaveLength(delivered);
    expect(new Set(found).size).toBe(delivered);
    expect(await leftIn(staging.path)).toEqual([]);
  });

  const openHome = (partBytes?: number): Promise<BucketHome> => {
    const { access_key_id: accessKeyId, secret_access_key: secretAccessKey } = bucket.keys;
    const credentials = { accessKeyId, secretAccessKey };
    return BucketHome.open(new URL(bucket.folder), staging.path, {
      credentials,
      ...(partBytes === undefined ? {} : { partBytes }),
    });
  };
  const publication = { syncId: "sync-1", contentType: "text/plain" };

  test("is known to be done by the object's note, and when somebody has taken the object away", async () => {
    await using home = await openHome();
    const assembled = join(staging.path, "assembled");
    await writeFile(assembled, "rows");
    expect(await home.isPublished("noted.txt", assembled, publication)).toBe(false);
    await files.upload("noted.txt", assembled, {
      contentType: "text/plain",
      notes: { "millrace-sync": "sync-1" },
    });
    expect(await home.isPublished("noted.txt", assembled, publication)).toBe(true);
    expect(await home.isPublished("noted.txt", assembled, { ...publication, syncId: "sync-2" })).toBe(false);
    await home.publish("noted.txt", assembled, publication, context.signal);
    await files.remove("noted.txt");
    expect(await home.isPublished("noted.txt", assembled, publication)).toBe(true);
    // This machine has lost everything, and nobody has seen the object.
    expect(await home.isPublished("noted.txt", join(staging.path, "elsewhere"), publication)).toBe(false);
  });

  test("of a large file goes up in parts and appears as a whole", async () => {
    await using home = await openHome(1_000);
    const assembled = join(staging.path, "assembled");
    const text = "0123456789".repeat(250);
    await writeFile(assembled, text);
    await home.publish("parts.txt", assembled, publication, context.signal);
    expect(await textOf("parts.txt")).toBe(text);
    expect(await files.look("parts.txt")).toEqual({ bytes: 2_500, notes: { "millrace-sync": "sync-1" } });
    expect((await readdir(staging.path)).filter((name) => name.endsWith(".upload"))).toEqual([]);
  });
});

/** A service that answers what it is told to. */
async function serve(listener: RequestListener): Promise<AsyncDisposable & { origin: string }> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("a check", () => {
  test("writes to the bucket, and says what is wrong otherwise", async () => {
    expect(await jsonlDestination.check(jsonlDestination.settings.parse(settings()), context)).toEqual({
      isOk: true,
      message: "s3://exports/daily/ can be written.",
      setting: null,
    });
  });

  test.each<[setting: string, wrong: Record<string, string>, words: string]>([
    ["folder", { folder: "s3://nowhere/x{endpoint}" }, "The bucket nowhere refuses"],
    ["access_key_id", { access_key_id: "SOMEBODY" }, "The bucket exports refuses"],
    ["folder", { folder: "s3://exports/x?endpoint=http://127.0.0.1:1" }, "can't be reached"],
    ["folder", { folder: "s3://exports/x?endpoint=127.0.0.1" }, "is no web address"],
    ["folder", { folder: "s3:///x" }, "Give a folder of this machine"],
    ["folder", { folder: "s3://exports/50%" }, "write a percent sign as %25"],
  ])("names the setting %s of %j", async (setting, wrong, words) => {
    const { search } = new URL(bucket.folder);
    const given = Object.entries(wrong).map(([name, value]) => [name, value.replace("{endpoint}", search)]);
    const parsed = jsonlDestination.settings.parse(settings(Object.fromEntries(given)));
    const report = await jsonlDestination.check(parsed, context);
    expect(report).toMatchObject({ isOk: false, setting });
    expect(report.message).toContain(words);
    expect(report.message).toContain(setting);
  });

  test("names the secret key where the service finds the signature wrong, and leaves it out of the message", async () => {
    const answer =
      "<Error><Code>SignatureDoesNotMatch</Code><Message>The signature does not match</Message></Error>";
    await using server = await serve((_, response) => response.writeHead(403).end(answer));
    const folder = `s3://exports/daily?endpoint=${server.origin}`;
    const parsed = jsonlDestination.settings.parse(settings({ folder, secret_access_key: "not-the-secret" }));
    const report = await jsonlDestination.check(parsed, context);
    expect(report).toMatchObject({ isOk: false, setting: "secret_access_key" });
    expect(report.message).not.toContain("not-the-secret");
  });

  test("that meets a service which is down says nothing of the settings", async () => {
    await using server = await serve((_, response) => response.writeHead(503).end());
    const folder = `s3://exports/daily?endpoint=${server.origin}`;
    const parsed = jsonlDestination.settings.parse(settings({ folder }));
    await expect(jsonlDestination.check(parsed, context)).rejects.toMatchObject({ rung: "transient" });
  });

  test("calls no private address without an owner's leave, by digits or by name", async () => {
    const isolated = { ...context, mayUsePrivateHosts: false };
    for (const host of ["127.0.0.1", "localhost"]) {
      const folder = bucket.folder.replace("127.0.0.1", host);
      const given = jsonlDestination.settings.parse(settings({ folder }));
      const report = await jsonlDestination.check(given, isolated);
      expect(report).toMatchObject({ isOk: false, setting: "folder" });
      expect(report.message).toContain("is not on the public internet");
    }
  });
});
