import { systemClock } from "@millrace/platform/clock";
import { until } from "@millrace/platform/testing";
import { startLinkedInSimulator, type LinkedInSimulator } from "@millrace/posts/simulators";
import { openDashboard, type Dashboard } from "./dashboard.ts";

interface Run {
  run_id: string;
  workflow: string;
  status: string;
}

/** The product before a simulated site that does what the test says, so that runs fail, wait and succeed on demand. */
export interface OperateScene extends AsyncDisposable {
  dashboard: Dashboard;
  site: LinkedInSimulator;
  /** Starts a collection; resolves with its run's id. */
  collect(maxPosts: number): Promise<string>;
  untilStatus(runId: string, status: string): Promise<void>;
  /** Waits until it has used up its tries, and lets them happen: a breaker that opens meanwhile is closed at once. */
  untilFailed(runId: string): Promise<void>;
  run<T = Run>(runId: string): Promise<T>;
}

export async function openOperateScene(): Promise<OperateScene> {
  await using opened = new AsyncDisposableStack();
  const site = opened.use(
    await startLinkedInSimulator({ clock: systemClock, posts: 60, newPostEveryMs: null, seed: "operate" }),
  );
  const dashboard = opened.use(await openDashboard({ demoUrl: site.url }));
  const owned = opened.move();
  const run = <T = Run>(runId: string) => dashboard.read<T>(`/api/v1/runs/${encodeURIComponent(runId)}`);
  const untilStatus = async (runId: string, status: string) => {
    await until(`${runId} is ${status}`, async () => (await run(runId)).status === status, 60_000);
  };
  return {
    dashboard,
    site,
    run,
    untilStatus,
    untilFailed: (runId) =>
      until(
        `${runId} is failed`,
        async () => {
          await closeBreakers(dashboard);
          return (await run(runId)).status === "failed" || null;
        },
        60_000,
      ).then(() => undefined),
    async collect(maxPosts) {
      const answer = await fetch(`${dashboard.url}/api/v1/collections`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: dashboard.url },
        body: JSON.stringify({ source: "linkedin-demo", max_posts: maxPosts }),
      });
      const collection = (await answer.json()) as { id: string };
      return collection.id;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Vendor {
  vendor: string;
  breakers: { host: string; state: string }[];
}

async function closeBreakers(dashboard: Dashboard): Promise<void> {
  const { items } = await dashboard.read<{ items: Vendor[] }>("/api/v1/budgets");
  for (const { vendor, breakers } of items)
    for (const { host } of breakers.filter(({ state }) => state !== "closed"))
      await fetch(`${dashboard.url}/api/v1/budgets/${vendor}/breakers/${encodeURIComponent(host)}/close`, {
        method: "POST",
        headers: { origin: dashboard.url },
      });
}
