import { signInAs } from "@millrace/identity/testing";
import { openBenchDatabase } from "./harness/bench-database.ts";
import { runProgram, startBenchServer } from "./harness/programs.ts";
import { below, figure, type Row } from "./harness/result.ts";
import type { Bench } from "./harness/run-bench.ts";
import { percentile } from "./harness/statistics.ts";
import type { ClientJob, ClientSample } from "./programs/api-clients.ts";
import { commonWords, insertPosts, wordOfRank } from "./programs/posts-corpus.ts";

const posts = 100_000;
const clients = 100;

/**
 * What: answer times of the read API over 100,000 posts for 100 users at once, and what the same mix reaches without
 * any pause between questions.
 * How: the product's server in its own process on embedded Postgres, 100 keep-alive clients in another process. The mix:
 * first page, deep page, filters, search for common and rare words, detail with evidence. A user looks at a page for a second
 * on average; "no pause" asks again at once, so its times are the queue in front of a saturated machine.
 */
export const apiBench: Bench = {
  name: "api",
  title: "Read API over 100,000 posts",
  async run() {
    await using bench = await openBenchDatabase();
    const startedMs = performance.now();
    const ids = await insertPosts(bench.database, posts);
    const fillSeconds = Math.round((performance.now() - startedMs) / 1_000);
    await using server = await startBenchServer(new URL("./programs/house-server.ts", import.meta.url), {
      BENCH_DATABASE_URL: bench.database.url,
      BENCH_DATA: bench.folder,
    });
    const { headers } = await signInAs(bench.database.pool, "viewer");
    const questions = await prepareQuestions(server.url, headers, ids);
    const job = { origin: server.url, headers, clients, questions };
    await ask({ ...job, seconds: 3, thinkMs: 0 });
    const users = await ask({ ...job, seconds: 15, thinkMs: 1_000 });
    const saturated = await ask({ ...job, seconds: 10, thinkMs: 0 });
    const stats = { kind: "stats", share: 1, paths: ["/api/v1/stats"] };
    const statistics = await ask({ ...job, clients: 1, questions: [stats], seconds: 3, thinkMs: 0 });
    return {
      rows: [
        below("all questions, 100 users, p95", p95(all(users)), "ms", 50),
        ...questions.map(({ kind }) => below(`${kind}, p95`, p95(users.timesMs[kind] ?? []), "ms", 50)),
        figure("all questions, 100 users, p50", percentile(all(users), 0.5), "ms"),
        figure("asked by 100 users", users.perSecond, "req/s"),
        ...saturation(saturated),
        figure("statistics page alone, p95", p95(all(statistics)), "ms"),
      ],
      notes: [
        `${all(users).length} answers for the users, ${all(saturated).length} without pause. The corpus took ${fillSeconds} s to insert: two languages, vocabulary of 30,000 words by Zipf's law, 300 to 1,800 characters a post.`,
        "A page is 50 posts with their whole texts, about 90 KB of JSON. Without pause the answer time is 100 clients divided by what the machine can answer: the queue, not the query (each query takes 0.5 to 2 ms in Postgres).",
      ],
    };
  },
};

function saturation(sample: ClientSample): Row[] {
  return [
    figure("no pause: answered", sample.perSecond, "req/s"),
    figure("no pause: JSON sent", sample.megabytesPerSecond, "MB/s"),
    figure("no pause: p50", percentile(all(sample), 0.5), "ms"),
    below("no pause: p95", p95(all(sample)), "ms", 50),
  ];
}

async function prepareQuestions(
  origin: string,
  headers: ClientJob["headers"],
  ids: readonly string[],
): Promise<ClientJob["questions"]> {
  const list = (query: string): string => `/api/v1/posts?${query}`;
  const search = (words: readonly string[]): string[] => words.map((word) => list(`q=${word}`));
  const rare = Array.from({ length: 40 }, (_, index) => wordOfRank(9_000 + index * 400));
  return [
    { kind: "first page", share: 30, paths: [list("limit=50")] },
    { kind: "next page", share: 10, paths: await deepPages(origin, headers) },
    {
      kind: "filter",
      share: 15,
      paths: [
        "verdict=kept&language=fr",
        "category=agency&sort=score",
        "verdict=rejected&sort=reactions",
        "sort=published&language=en",
        "author=bacor",
      ].map(list),
    },
    { kind: "search, common word", share: 10, paths: search(commonWords) },
    { kind: "search, rare word", share: 15, paths: search(rare) },
    { kind: "detail", share: 20, paths: ids.map((id) => `/api/v1/posts/${id}`) },
  ];
}

/** The addresses of pages 2 to 21, followed as a reader would. */
async function deepPages(origin: string, headers: ClientJob["headers"]): Promise<string[]> {
  const paths: string[] = [];
  let path = "/api/v1/posts?limit=50";
  for (let page = 0; page < 20; page += 1) {
    const answer = (await (await fetch(origin + path, { headers })).json()) as { next_cursor: string | null };
    path = `/api/v1/posts?limit=50&cursor=${answer.next_cursor ?? ""}`;
    paths.push(path);
  }
  return paths;
}

function ask(job: ClientJob): Promise<ClientSample> {
  return runProgram(new URL("./programs/api-clients.ts", import.meta.url), {
    BENCH_JOB: JSON.stringify(job),
  });
}

function all(sample: ClientSample): number[] {
  return Object.values(sample.timesMs).flat();
}

function p95(times: readonly number[]): number {
  return percentile(times, 0.95);
}
