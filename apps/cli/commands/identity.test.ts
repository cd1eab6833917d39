import { stat } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder, createTestDatabase } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { runMillrace, startMillrace } from "../testing/run-millrace.ts";

test("a house without an owner prints a one-time link; commands beside it need no password; the trail can be verified", async () => {
  await using folder = await createTemporaryFolder();
  await using database = await createTestDatabase();
  const where = { cwd: folder.path, env: { DATABASE_URL: database.url, MILLRACE_DEMO: "false" } };
  await using server = await startMillrace(where);
  expect(server.setupUrl).toMatch(new RegExp(`^${server.url}/setup#[\\w-]{43}$`, "u"));
  expect((await fetch(`${server.url}/api/v1/posts`)).status).toBe(401);
  expect((await stat(join(folder.path, "data", "server.json"))).mode & 0o777).toBe(0o600);
  expect(await runMillrace(["posts", "list"], where)).toMatchObject({
    code: 0,
    stderr: "No post matches.\n",
  });

  const again = await runMillrace(["owner-link", "--json"], where);
  const { setup_url } = JSON.parse(again.stdout) as { setup_url: string };
  const owner = { email: "ada@example.com", name: "Ada", password: "four words nobody guesses" };
  const answer = await fetch(`${server.url}/api/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...owner, token: setup_url.split("#")[1] }),
  });
  expect(answer.status).toBe(200);

  const intact = await runMillrace(["audit", "verify"], where);
  expect(intact).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^The audit trail is intact: 4 entries\./u),
  });
  await database.pool.query(
    "alter table millrace.audit disable trigger all; update millrace.audit set actor_name = 'Eve' where seq = 3",
  );
  const broken = await runMillrace(["audit", "verify", "--json"], where);
  expect(broken.code).toBe(1);
  expect(JSON.parse(broken.stdout)).toMatchObject({ first_broken: { seq: 3, fault: "edited" } });
  // Six programs, one after the other.
}, 90_000);
