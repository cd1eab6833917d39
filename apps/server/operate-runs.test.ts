import { Broken, NeedsAttention, Transient } from "@millrace/platform/errors";
import { until } from "@millrace/platform/testing";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { z } from "zod";
import type { runLogPage, runPage, RunDetail } from "./contract.ts";
import { openOperateHouse } from "./testing/operate-house.ts";

const house = await openOperateHouse();
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(() => {
  house.mood.deliver = () => Promise.resolve();
});

type RunPage = z.infer<typeof runPage>;
const post = (body?: unknown): RequestInit => ({
  method: "POST",
  ...(body === undefined
    ? {}
    : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
});
const at = (runId: string, rest = ""): string => `/runs/${encodeURIComponent(runId)}${rest}`;
const fails = (error: Error) => (): Promise<void> => Promise.reject(error);
const waits = (signal: AbortSignal): Promise<void> => delay(60_000, undefined, { signal });

test("a run is shown with its steps and every failed try, without the secrets it was given, gave or met", async () => {
  let tries = 0;
  house.mood.deliver = () => {
    tries += 1;
    return tries === 1 ? Promise.reject(new Transient("refused with token=canary-error")) : Promise.resolve();
  };
  const runId = await house.errand("shown", "succeeded", { password: "canary-input" });
  const { status, body } = await house.call<RunDetail>(at(runId));
  expect(status).toBe(200);
  expect(body).toMatchObject({
    run_id: runId,
    workflow: "errand",
    queue: "errands",
    status: "succeeded",
    input: { note: "shown", password: "[redacted]" },
    output: { delivered: "shown", token: "[redacted]" },
  });
  expect(body.steps.find((step) => step.name === "deliver")).toMatchObject({
    attempts: 2,
    failures: [{ rung: "transient", message: "refused with token=[redacted]" }],
  });
  expect(JSON.stringify(body)).not.toContain("canary");
});

test("runs are found by status, workflow, queue, parent, part of id, message and time, page by page", async () => {
  house.mood.deliver = fails(new Broken("The bridge is out at mile 40."));
  const failed = await house.errand("found-failed", "failed");
  house.mood.deliver = () => Promise.resolve();
  const parent = await house.errand("found-parent", "succeeded", { children: 3 });
  const ids = async (query: string): Promise<string[]> =>
    (await house.call<RunPage>(`/runs?${query}`)).body.items.map((run) => run.run_id);

  expect(await ids("search=MILE%2040")).toEqual([failed]);
  expect(await ids("search=found-")).toEqual(expect.arrayContaining([failed, parent]));
  expect(await ids("search=found-failed&status=succeeded")).toEqual([]);
  expect(await ids("queue=none")).toEqual([]);
  expect(await ids("queue=errands&search=found-failed")).toEqual([failed]);
  expect(await ids("workflow=none")).toEqual([]);
  expect(await ids("since=2100-01-01T00:00:00%2B01:00")).toEqual([]);
  expect(await ids("since=2020-01-01T00:00:00Z&status=failed")).toEqual([failed]);
  const children = await ids(`parent=${encodeURIComponent(parent)}`);
  expect(children).toHaveLength(3);
  const first = await house.call<RunPage>(at(parent, "/children?limit=2"));
  const rest = await house.call<RunPage>(at(parent, `/children?limit=2&cursor=${first.body.next_cursor}`));
  expect([...first.body.items, ...rest.body.items].map((run) => run.run_id)).toEqual(children);
  expect(rest.body.next_cursor).toBeNull();
});

test("what is asked for wrongly is refused by name", async () => {
  for (const [query, field] of [
    ["limit=0", "query.limit"],
    ["limit=many", "query.limit"],
    ["status=sleeping", "query.status"],
    ["since=yesterday", "query.since"],
    ["cursor=nonsense", "query.cursor"],
  ])
    expect(await house.call(`/runs?${query}`), query).toMatchObject({ status: 400, body: { field } });
  for (const path of [at("none"), at("none", "/children")])
    expect(await house.call(path)).toMatchObject({ status: 404, body: { code: "run_not_found" } });
});

test("the workflows a run can be of are named", async () => {
  expect((await house.call("/workflows")).body).toEqual({ items: [{ name: "errand" }] });
});

test("a run is cancelled and resumed; both are in the audit trail, an act on nothing is not", async () => {
  house.mood.deliver = waits;
  const runId = await house.errand("stopped", "running");
  expect(await house.call(at(runId, "/cancel"), post(), "editor")).toMatchObject({ status: 200 });
  await house.untilStatus(runId, "cancelled");
  house.mood.deliver = () => Promise.resolve();
  expect(await house.call(at(runId, "/resume"), post())).toMatchObject({ status: 200 });
  await house.untilStatus(runId, "succeeded");
  expect((await house.call(at("none", "/cancel"), post())).status).toBe(404);
  expect(await house.acts()).toEqual([
    { action: "run.cancel", subject: runId, actor_name: "editor" },
    { action: "run.resume", subject: runId, actor_name: "owner" },
  ]);
});

test("a run that needs a person is paused and goes on when told", async () => {
  house.mood.deliver = fails(new NeedsAttention("The door is locked: bring the key."));
  const runId = await house.errand("locked", "paused");
  house.mood.deliver = () => Promise.resolve();
  await house.call(at(runId, "/resume"), post());
  await house.untilStatus(runId, "succeeded");
});

test("a run is retried from the step that failed or any other, and forked; the new run has an address", async () => {
  house.mood.deliver = fails(new Broken("Wrong address."));
  const runId = await house.errand("again", "failed");
  house.mood.deliver = () => Promise.resolve();
  expect(await house.call(at(runId, "/retry"), post())).toMatchObject({ status: 200 });
  await house.untilStatus(runId, "succeeded");
  expect(await house.call(at(runId, "/retry"), post({ from_step: "prepare" }))).toMatchObject({
    status: 200,
  });
  await house.untilStatus(runId, "succeeded");

  const twice = { ...post({ from_step: "deliver" }) };
  const headers = { "content-type": "application/json", "idempotency-key": "once" };
  const fork = await house.call<{ run_id: string }>(at(runId, "/fork"), { ...twice, headers });
  expect(fork.status).toBe(202);
  expect(fork.headers.get("location")).toBe(`/api/v1${at(fork.body.run_id)}`);
  expect((await house.call(at(runId, "/fork"), { ...twice, headers })).body).toEqual(fork.body);
  await house.untilStatus(fork.body.run_id, "succeeded");
});

test("a retry that can't be is refused: the state it is in, or the field at fault", async () => {
  house.mood.deliver = waits;
  const runId = await house.errand("busy", "running");
  expect(await house.call(at(runId, "/retry"), post())).toMatchObject({
    status: 409,
    body: { code: "run_active" },
  });
  await house.call(at(runId, "/cancel"), post());
  await house.untilStatus(runId, "cancelled");
  for (const act of ["/retry", "/fork"])
    expect(await house.call(at(runId, act), post({ from_step: "dream" }))).toMatchObject({
      status: 422,
      body: { code: "step_not_found", field: "json.from_step" },
    });
  expect(await house.call(at(runId, "/retry"), post({ from_step: "" }))).toMatchObject({
    status: 400,
    body: { field: "json.from_step" },
  });
});

test("a running run is held and goes on when told", async () => {
  house.mood.deliver = waits;
  const runId = await house.errand("held", "running");
  expect(await house.call(at(runId, "/pause"), post())).toMatchObject({ status: 200 });
  await house.untilStatus(runId, "paused");
  house.mood.deliver = () => Promise.resolve();
  await house.call(at(runId, "/resume"), post());
  await house.untilStatus(runId, "succeeded");
});

test("what a run wrote is read page by page, without secrets", async () => {
  const runId = await house.errand("wordy", "succeeded");
  const page = await until("its lines are there", async () => {
    const { body } = await house.call<z.infer<typeof runLogPage>>(at(runId, "/logs"));
    return body.items.length >= 2 ? body : null;
  });
  expect(page.items).toMatchObject([
    { level: "info", step: "prepare", message: "prepared", facts: { password: "[redacted]" } },
    { level: "warn", step: null, message: "on the way with token=[redacted]" },
  ]);
  const first = await house.call<z.infer<typeof runLogPage>>(at(runId, "/logs?limit=1"));
  const rest = await house.call<z.infer<typeof runLogPage>>(
    at(runId, `/logs?limit=1&cursor=${first.body.next_cursor}`),
  );
  expect([...first.body.items, ...rest.body.items]).toEqual(page.items);
  expect((await house.call(at("none", "/logs"))).status).toBe(404);
});

test("whoever may only look can't act, and nobody can't look", async () => {
  const runId = await house.errand("guarded", "succeeded");
  expect((await house.call(at(runId), {}, "viewer")).status).toBe(200);
  expect((await house.call(at(runId, "/cancel"), post(), "viewer")).status).toBe(403);
  expect((await house.call(at(runId), {}, null)).status).toBe(401);
  expect((await house.call("/budgets/v/breakers/h/close", post(), "editor")).status).toBe(403);
});
