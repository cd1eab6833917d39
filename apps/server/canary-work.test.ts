import { join } from "node:path";
import type { NewApiToken } from "@millrace/identity/contract";
import { makeOwnerLink } from "@millrace/identity/feature";
import { createLogger } from "@millrace/platform/telemetry";
import { createTemporaryFolder, until } from "@millrace/platform/testing";
import { afterAll, expect, test } from "vitest";
import { everyPost, listenTo } from "./testing/api-helpers.ts";
import { createLeakyRoom, leakyErrand } from "./testing/leaky-room.ts";
import { contentsOf, everyRow, leaksIn } from "./testing/leaks.ts";
import { json, openTestHouse } from "./testing/test-house.ts";

/** What a run says though it should not; its input is kept as it is, and shown without. */
const said = {
  input: "canary-input-0b71e5",
  log: "canary-log-58d2aa",
  message: "canary-message-1ce904",
  progress: "canary-progress-77af30",
  attempt: "canary-attempt-c60d1b",
  error: "canary-error-9e8f42",
  reason: "canary-reason-3d55c7",
};

const lines: string[] = [];
const log = createLogger({ level: "trace", destination: { write: (line) => void lines.push(line) } });
const keys = await createTemporaryFolder();
const house = await openTestHouse({
  site: { posts: 8 },
  log,
  config: { keyFile: join(keys.path, "key") },
  guests: [createLeakyRoom(log, said)],
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await keys[Symbol.asyncDispose]();
});

async function answerOf(path: string, init?: RequestInit): Promise<string> {
  const answer = await fetch(`${house.url}/api/v1${path}`, init);
  expect(answer.status, path).toBeLessThan(300);
  return await contentsOf(Buffer.from(await answer.arrayBuffer()));
}

test("what a run should not say is in no page about it, no live event, no log and no audit entry", async () => {
  await using stream = await listenTo(`${house.url}/api/v1/stream`);
  const input = { password: said.input, note: `token=${said.input}` };
  const { runId } = await house.context.engine.start(leakyErrand, input, { key: "leaky" });
  await until("the run has failed, live", () =>
    Promise.resolve(
      stream.of("run.changed").some(({ payload }) => JSON.stringify(payload).includes("failed")) &&
        stream.of("run.progress").length > 0,
    ),
  );
  const run = encodeURIComponent(runId);
  const discard = json({ reason: `it was token=${said.reason}` });
  const told: Record<string, string> = { live: JSON.stringify(stream.events) };
  for (const path of [
    `/runs/${run}`,
    "/runs?workflow=leaky-errand",
    `/runs/${run}/logs`,
    "/dead-letters",
    "/dead-letters/kinds",
    `/dead-letters/${run}`,
  ])
    told[path] = await answerOf(path);
  told["discard"] = await answerOf(`/dead-letters/${run}/discard`, discard);
  told["audit"] = await answerOf("/audit");
  told["log"] = lines.join("");
  const leaks = Object.entries(told).map(([place, text]) => [place, leaksIn(text, said)]);
  expect(Object.fromEntries(leaks.filter(([, found]) => found?.length !== 0))).toEqual({});
  // They were all there to be seen, but for the secrets.
  expect(told[`/runs/${run}`]).toContain("Authorization: [redacted]");
  expect(told[`/runs/${run}/logs`]).toContain("signing in with");
  expect(told["audit"]).toContain("dead_letter.discard");
});

test("what opens a door is in no row, no export and no backup, where kept secrets are encrypted", async () => {
  const maker = { db: house.context.db, clock: house.context.clock, baseUrl: () => house.url };
  const link = await makeOwnerLink(maker, { kind: "system", id: "test", name: "test" });
  const opens = {
    link: link.split("#")[1] ?? "",
    password: "canary of four words",
    smtpPassword: "canary-smtp-6e0bb1",
  };
  const setup = { token: opens.link, email: "ada@example.com", name: "Ada", password: opens.password };
  const joined = await house.call("/setup", json(setup));
  expect(joined.status).toBe(200);
  const cookie = joined.headers.getSetCookie().find((line) => line.startsWith("__Host-")) ?? "";
  const headers = { cookie: cookie.split(";", 1)[0] ?? "", origin: house.url };
  const asked = { name: "nightly", scopes: ["posts:read"] };
  const token = await house.call<NewApiToken>("/me/tokens", json(asked, headers));
  const smtpUrl = `smtp://mailer:${opens.smtpPassword}@127.0.0.1:1`;
  const kept = { ...json({ changes: { smtpUrl } }, headers), method: "PATCH" };
  const canaries = {
    ...opens,
    cookie: headers.cookie.split("=")[1] ?? "",
    apiToken: token.body.secret,
  };
  expect(Object.values(canaries).every((secret) => secret.length > 15)).toBe(true);
  expect(leaksIn(JSON.stringify((await house.call("/settings", kept)).body), canaries)).toEqual([]);
  // Its mail goes nowhere, and the run that tries says so.
  await house.call("/people", json({ email: "bob@example.com", role: "viewer" }, headers));

  await house.call("/collections", json({ source: "linkedin-demo", max_posts: 4 }));
  await until("posts are there", async () => (await everyPost(house)).length > 2);
  const [post] = await everyPost(house);
  const id = post?.urn?.split(":").at(-1) ?? "";
  for (const format of ["csv", "jsonl", "xlsx", "parquet"]) {
    const text = await answerOf(`/posts/export?format=${format}`);
    expect(text.includes(id), `${format} is read at all`).toBe(true);
    expect(leaksIn(text, canaries), format).toEqual([]);
  }

  await house.call("/backups", { method: "POST" });
  const archive = await until("the backup is there", async () => {
    const { body } = await house.call<{ items: { name: string; problem: string | null }[] }>("/backups");
    return body.items.find((item) => item.problem === null) ?? null;
  });
  const inside = await answerOf(`/backups/${archive.name}`);
  expect(inside).toContain("ada@example.com");
  expect(inside).toMatch(/smtpUrl,.*v1\.[0-9a-f]{8}\./u);
  expect(leaksIn(inside, canaries)).toEqual([]);
  expect(leaksIn(await everyRow(house.database.pool), canaries)).toEqual([]);
  expect(leaksIn(lines.join(""), canaries)).toEqual([]);
});
