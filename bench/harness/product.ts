import { systemClock } from "@millrace/platform/clock";
import { createTemporaryFolder, startProgram } from "@millrace/platform/testing";
import { startLinkedInSimulator } from "@millrace/posts/simulators";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stopProgram } from "./programs.ts";

const launcher = pathToFileURL(join(import.meta.dirname, "../../apps/cli/bin/millrace.js"));

/** The product as its users start it, with its own data folder and database, beside a posts site that has one post. */
export interface Product extends AsyncDisposable {
  readonly pid: number;
  /** Asks `/api/v1…`; with a body by POST. Throws with what was answered when that is no success. */
  readonly call: <Answer>(path: string, body?: unknown) => Promise<Answer>;
}

/** Starts `millrace start` in demo mode, where whoever sits at this machine is its owner. */
export async function startProduct(env: NodeJS.ProcessEnv = {}): Promise<Product> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createTemporaryFolder("millrace-bench-"));
  const posts = opened.use(
    await startLinkedInSimulator({ clock: systemClock, posts: 1, newPostEveryMs: null }),
  );
  const program = startProgram(launcher, ["start", "--json", "--port", "0"], {
    MILLRACE_DATA: folder.path,
    MILLRACE_DEMO_URL: posts.url,
    MILLRACE_RATE_LIMIT_PER_ADDRESS: "0",
    DATABASE_URL: "",
    LOG_LEVEL: "warn",
    // As the first line of the launcher has it, which counts where a shell starts it.
    NODE_OPTIONS: "--max-semi-space-size=8",
    ...env,
  });
  opened.defer(() => stopProgram(program));
  const { url } = JSON.parse(await program.nextLine()) as { url: string };
  const owned = opened.move();
  return {
    pid: program.pid,
    call: (path, body) => ask(`${url}/api/v1${path}`, body),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function ask<Answer>(url: string, body: unknown): Promise<Answer> {
  const request =
    body === undefined
      ? {}
      : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(url, request);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
