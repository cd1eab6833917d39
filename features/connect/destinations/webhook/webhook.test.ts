import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Webhook } from "standardwebhooks";
import { Decimal } from "../../values/value.ts";
import type { Batch, Delivery } from "../destination.ts";
import type { ConnectorContext } from "../../connectors/context.ts";
import { jobOf } from "../testing/deliver.ts";
import { numberedBatches } from "../testing/sample-batches.ts";
import { openTestContext, type TestContext } from "../testing/test-context.ts";
import { webhookDestination } from "./destination.ts";
import { openWebhookRig, type WebhookRig } from "./test-rig.ts";
import type { WebhookFaultInput } from "./simulator.ts";

let opened: TestContext;
let context: ConnectorContext;
let rig: WebhookRig;
beforeAll(async () => {
  opened = await openTestContext();
  context = opened.context;
});
afterAll(() => opened[Symbol.asyncDispose]());
beforeEach(async () => {
  rig = await openWebhookRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const open = (more: Partial<WebhookRig["settings"]> = {}, stream = "customers"): Promise<Delivery> =>
  webhookDestination.open(
    { ...rig.settings, ...more },
    { ...jobOf("sync-1", "customers", "append"), stream },
    context,
  );
const [batch] = numberedBatches(1, 3, "row") as [Batch];
const keys = (): (string | null)[] => rig.simulator.requests().map(({ key }) => key);

test("records are posted as JSON without a loss, signed, under a key that names sync, stream and batch", async () => {
  await using delivery = await open({ authorization: "Bearer of-mine" });
  const columns = [
    { name: "id", type: "integer" },
    { name: "price", type: "decimal" },
    { name: "detail", type: "json" },
    { name: "note", type: "text" },
  ] as const;
  const rows = [[9_007_199_254_740_993n, new Decimal("100.50"), { list: [1] }, null]];
  const { bytes } = await delivery.write({ number: 7, columns, rows }, context.signal);
  const [request] = rig.simulator.requests();
  expect(request?.body).toBe(
    '{"type":"records","connection":{"id":"0198c0de-0000-7000-8000-000000000001","name":"Contract"},' +
      '"stream":"customers","target":"customers","sync_id":"sync-1","batch":7,' +
      '"records":[{"id":9007199254740993,"price":100.50,"detail":{"list":[1]},"note":null}]}',
  );
  expect(bytes).toBe(Buffer.byteLength(request?.body ?? ""));
  expect(request?.headers).toMatchObject({
    "content-type": "application/json",
    "idempotency-key": "sync-1:customers:7",
    "webhook-id": "sync-1:customers:7",
    authorization: "Bearer of-mine",
  });
  const verified = new Webhook(rig.simulator.secret).verify(request?.body ?? "", { ...request?.headers });
  expect(verified).toMatchObject({ type: "records", batch: 7 });
});

test("a batch beyond batch_size goes in several requests, numbered", async () => {
  await using delivery = await open({ batch_size: 2 }, "Été/ños");
  await delivery.write(batch, context.signal);
  expect(keys()).toEqual(["sync-1:%C3%89t%C3%A9%2F%C3%B1os:1:1", "sync-1:%C3%89t%C3%A9%2F%C3%B1os:1:2"]);
  expect(rig.simulator.records("customers").map(({ word }) => word)).toEqual(["row 1", "row 2", "row 3"]);
});

test("without a secret nothing is signed, and the receiver that wants a signature refuses", async () => {
  await using delivery = await open({ secret: undefined });
  await expect(delivery.write(batch, context.signal)).rejects.toMatchObject({
    rung: "needs_attention",
    message: expect.stringContaining("(401): Missing required headers. Check authorization."),
  });
});

test.each<[string, WebhookFaultInput]>([
  ["an answer 503", { error_after: { times: 1 } }],
  ["a cut connection", { cut_after: { times: 1 } }],
])(
  "a batch whose answer was lost (%s) is sent again under the same key, and taken in once",
  async (_, fault) => {
    rig.simulator.setFaults(fault);
    await using delivery = await open();
    expect(await delivery.held()).toEqual(new Set());
    await expect(delivery.write(batch, context.signal)).rejects.toMatchObject({ rung: "transient" });
    await delivery.write(batch, context.signal);
    expect(keys()).toEqual(["sync-1:customers:1", "sync-1:customers:1"]);
    expect(rig.simulator.duplicates()).toBe(1);
    expect(rig.simulator.records("customers")).toHaveLength(3);
    expect(await delivery.commit({ batches: 1, rows: 3 }, context.signal)).toMatchObject({
      validRows: 3,
      isCountedByDestination: false,
    });
  },
);

test.each<[number, string, string]>([
  [400, "needs_attention", "refused the records (400): not now. Look into the receiver’s log."],
  [404, "needs_attention", "(404): not now. Check url."],
  [410, "needs_attention", "The receiver wants nothing more at this url"],
  [413, "needs_attention", "Lower batch_size."],
  [302, "needs_attention", "It sends elsewhere, which is not followed"],
  [429, "try_again_later", "asked to slow down"],
  [500, "transient", "answered 500"],
])("an answer %i is %s", async (status, rung, words) => {
  rig.simulator.setFaults({ error_before: { status } });
  await using delivery = await open();
  await expect(delivery.write(batch, context.signal)).rejects.toMatchObject({
    rung,
    message: expect.stringContaining(words),
  });
  expect(rig.simulator.records("customers")).toEqual([]);
});

test("a refusal shows the beginning of the answer, and no secret of ours in it", async () => {
  const text = `no ${rig.settings.secret} for Bearer of-mine ${"x".repeat(1_000)}`;
  rig.simulator.setFaults({ error_before: { status: 422, text } });
  await using delivery = await open({ authorization: "Bearer of-mine" });
  const refusal: unknown = await delivery.write(batch, context.signal).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ message: expect.stringContaining("no [redacted] for [redacted] xxx") });
  expect((refusal as Error).message.length).toBeLessThan(400);
});

test("an address of a private network is not called without an owner's leave", async () => {
  const isolated = { ...context, mayUsePrivateHosts: false };
  const settings = { ...rig.settings, url: "http://10.0.0.1/hook" };
  const job = jobOf("sync-1", "customers", "append");
  await using delivery = await webhookDestination.open(settings, job, isolated);
  await expect(delivery.write(batch, context.signal)).rejects.toMatchObject({ rung: "needs_attention" });
  expect(await webhookDestination.check(settings, isolated)).toMatchObject({ isOk: false, setting: "url" });
});

test("a check meets a receiver that is down: that says nothing of the settings", async () => {
  rig.simulator.setFaults({ error_before: {} });
  await expect(webhookDestination.check(rig.settings, context)).rejects.toMatchObject({ rung: "transient" });
  rig.simulator.setFaults({ error_before: { status: 422 } });
  expect(await webhookDestination.check(rig.settings, context)).toMatchObject({ isOk: false, setting: null });
});

test("the simulator shows what came on a page, and takes faults over HTTP", async () => {
  const { url } = rig.simulator;
  const set = (faults: unknown): Promise<Response> =>
    fetch(`${url}/_simulator/faults`, { method: "POST", body: JSON.stringify(faults) });
  expect((await set({ cut_before: { times: 1 } })).status).toBe(204);
  expect((await set({ nonsense: {} })).status).toBe(400);
  await using delivery = await open();
  await expect(delivery.write(batch, context.signal)).rejects.toMatchObject({ rung: "transient" });
  await delivery.write(batch, context.signal);
  const page = await (await fetch(url)).text();
  expect(page).toContain("sync-1:customers:1");
  expect(page).toContain("row 3");
  expect(await (await fetch(`${url}/_simulator/log`)).json()).toMatchObject({ total: 2, duplicates: 0 });
});
