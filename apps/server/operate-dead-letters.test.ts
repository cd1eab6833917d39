import { Broken } from "@millrace/platform/errors";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { z } from "zod";
import type { DeadLetterDetail, deadLetterKinds, deadLetterPage, runRates } from "./contract.ts";
import { openOperateHouse } from "./testing/operate-house.ts";

const house = await openOperateHouse();
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(() => {
  house.mood.deliver = () => Promise.resolve();
});

type Letters = z.infer<typeof deadLetterPage>;
type Kinds = z.infer<typeof deadLetterKinds>;
const post = (body?: unknown): RequestInit => ({
  method: "POST",
  ...(body === undefined
    ? {}
    : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
});
const at = (runId: string, rest = ""): string => `/dead-letters/${encodeURIComponent(runId)}${rest}`;

/** Runs that died of the message, one per key. */
async function dead(message: string, ...keys: string[]): Promise<string[]> {
  house.mood.deliver = () => Promise.reject(new Broken(message));
  const runIds: string[] = [];
  for (const key of keys) runIds.push(await house.errand(key, "failed", { password: "canary-input" }));
  house.mood.deliver = () => Promise.resolve();
  return runIds;
}

async function lettersOf(query = ""): Promise<string[]> {
  const { body } = await house.call<Letters>(`/dead-letters?${query}`);
  return body.items.map((letter) => letter.run_id);
}

test("a run that gave up is shown with its payload, reason and history, without secrets, until it is retried", async () => {
  const [runId = ""] = await dead("Refused: token=canary-error", "refused");
  expect(await lettersOf("search=REFUSED")).toEqual([runId]);
  const { body } = await house.call<DeadLetterDetail>(at(runId));
  expect(body).toMatchObject({
    run_id: runId,
    workflow: "errand",
    status: "failed",
    step: "deliver",
    error: { rung: "broken", message: "Refused: token=[redacted]" },
    payload: { note: "refused", password: "[redacted]" },
    history: [{ run_id: runId, step: "deliver", rung: "broken", message: "Refused: token=[redacted]" }],
  });
  expect(JSON.stringify(body)).not.toContain("canary");

  expect(await house.call(at(runId, "/retry"), post(), "editor")).toMatchObject({ status: 200 });
  await house.untilStatus(runId, "succeeded");
  expect(await lettersOf("search=refused")).toEqual([]);
  expect((await house.call(at(runId))).status).toBe(404);
});

test("those that died alike are counted as one kind and retried together", async () => {
  const runIds = await dead("Page 12 is torn", "torn-1", "torn-2", "torn-3");
  const [other = ""] = await dead("Out of ink", "ink");
  const kinds = await house.call<Kinds>("/dead-letters/kinds");
  const torn = kinds.body.items.find((kind) => kind.error.message.includes("torn"));
  expect(torn).toMatchObject({ workflow: "errand", step: "deliver", count: 3 });
  const ofKind = `kind=${encodeURIComponent(torn?.kind ?? "")}`;
  expect((await lettersOf(ofKind)).toSorted()).toEqual(runIds);
  expect(await house.call("/dead-letters/retry", post({ kind: torn?.kind }))).toMatchObject({
    status: 200,
    body: { retried: 3, refused: 0, reason: null },
  });
  for (const runId of runIds) await house.untilStatus(runId, "succeeded");
  expect(await lettersOf(ofKind)).toEqual([]);
  expect(await lettersOf()).toEqual([other]);
});

test("one that is given up leaves the list; who did it and why is in the audit trail", async () => {
  const [runId = ""] = await dead("No such street", "street");
  const discard = at(runId, "/discard");
  for (const body of [{}, { reason: " " }])
    expect(await house.call(discard, post(body))).toMatchObject({
      status: 400,
      body: { field: "json.reason" },
    });
  expect((await house.call(discard, post({ reason: "moved away" }), "viewer")).status).toBe(403);
  expect(await house.call(discard, post({ reason: "moved away" }))).toMatchObject({ status: 200 });
  expect(await lettersOf("search=street")).toEqual([]);
  expect((await house.call(discard, post({ reason: "again" }))).status).toBe(404);
  const { rows } = await house.database.pool.query<{ detail: unknown }>(
    "select detail from millrace.audit where action = 'dead_letter.discard' and subject = $1",
    [runId],
  );
  expect(rows).toEqual([{ detail: { reason: "moved away" } }]);
});

test("what ended in the last hour is counted by minute", async () => {
  const { status, body } = await house.call<z.infer<typeof runRates>>("/operate/rates?window=1h");
  expect(status).toBe(200);
  expect(body.items.length).toBeGreaterThanOrEqual(60);
  const sum = (pick: (rate: (typeof body.items)[number]) => number): number =>
    body.items.reduce((total, rate) => total + pick(rate), 0);
  expect(sum((rate) => rate.succeeded)).toBe(4);
  expect(sum((rate) => rate.failed)).toBe(2);
  expect(body.items.findLast((rate) => rate.succeeded > 0)?.p95_ms).toBeGreaterThan(0);
  expect(await house.call("/operate/rates?window=2h")).toMatchObject({
    status: 400,
    body: { field: "query.window" },
  });
});
