import { systemClock } from "@millrace/platform/clock";
import {
  createTemporaryFolder,
  createTestDatabase,
  startProgram,
  until,
  type ChildProgram,
} from "@millrace/platform/testing";
import { startLinkedInSimulator } from "@millrace/posts/simulators";
import { expect, test } from "vitest";
import { listenTo } from "./testing/api-helpers.ts";

type Role = "web" | "worker";

/** One process of the house; resolves with where it listens. */
async function startMember(
  role: Role,
  env: NodeJS.ProcessEnv,
): Promise<{ url: string; program: ChildProgram }> {
  const program = startProgram(new URL("./testing/house-process.ts", import.meta.url), [], {
    ...env,
    MILLRACE_ROLE: role,
    PORT: "0",
    LOG_LEVEL: "silent",
  });
  const { url } = JSON.parse(await program.nextLine()) as { url: string };
  return { url, program };
}

async function answerOf<T>(url: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

test("web and worker processes on one database are one house", { timeout: 60_000 }, async () => {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createTemporaryFolder());
  const database = opened.use(await createTestDatabase());
  const site = opened.use(
    await startLinkedInSimulator({ clock: systemClock, posts: 20, newPostEveryMs: null }),
  );
  await database.pool.query("create table tick (planned_at timestamptz not null, pid int not null)");
  const env = { DATABASE_URL: database.url, MILLRACE_DATA: folder.path, MILLRACE_DEMO_URL: site.url };
  const [first, second, worker, killed] = await Promise.all([
    startMember("web", env),
    startMember("web", env),
    startMember("worker", env),
    startMember("worker", env),
  ]);
  for (const { program } of [first, second, worker, killed]) opened.use(program);
  const heard = opened.use(await listenTo(`${second.url}/api/v1/stream`));

  const { id } = await answerOf<{ id: string }>(`${first.url}/api/v1/collections`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": "a" },
    body: JSON.stringify({ source: "linkedin-demo", max_posts: 20 }),
  });
  killed.program.kill();
  await until("the other web shows it done", async () => {
    const shown = await answerOf<{ status: string }>(
      `${second.url}/api/v1/collections/${encodeURIComponent(id)}`,
    );
    return shown.status === "succeeded";
  });

  const saved = await until("the other web told of every post", async () =>
    heard.of("post.saved").length >= 20 ? heard.of("post.saved") : null,
  );
  expect(new Set(saved.map((event) => event.subject)).size).toBe(saved.length);
  expect((await fetch(`${worker.url}/health/ready`)).status).toBe(200);
  expect((await fetch(`${worker.url}/api/v1/collections`)).status).toBe(404);
  const members = await answerOf<{ items: { pid: number; role: Role }[] }>(`${second.url}/api/v1/workers`);
  for (const [member, role] of [
    [first, "web"],
    [second, "web"],
    [worker, "worker"],
  ] as const)
    expect(members.items).toContainEqual(expect.objectContaining({ pid: member.program.pid, role }));

  await answerOf(`${second.url}/api/v1/schedules/tick/pause`, { method: "POST" });
  const { items } = await answerOf<{ items: { name: string; is_paused: boolean }[] }>(
    `${first.url}/api/v1/schedules`,
  );
  expect(items).toContainEqual(expect.objectContaining({ name: "tick", is_paused: true }));
  const { rows } = await database.pool.query<{ marks: number; distinct: number; pids: number[] }>(
    "select count(*)::int as marks, count(distinct planned_at)::int as distinct, array_agg(distinct pid) as pids from tick",
  );
  expect(rows[0]?.marks).toBe(rows[0]?.distinct);
  for (const pid of rows[0]?.pids ?? []) expect([worker.program.pid, killed.program.pid]).toContain(pid);
});
