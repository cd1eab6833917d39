import { setTimeout as delay } from "node:timers/promises";

/** What the site really holds: its answer at `/_simulator/posts`. */
export interface Truth {
  id: string;
  post: { text: string | null };
}

/** Asks the houses in turn until one of them answers well: what a browser behind a load balancer does. */
export async function ask<Answer>(
  houses: readonly string[],
  path: string,
  init?: RequestInit,
): Promise<Answer> {
  for (let turn = 0; ; turn += 1) {
    const url = `${houses[turn % houses.length]}${path}`;
    const answer = await fetch(url, init).catch(() => null);
    if (answer?.ok === true) {
      const body: unknown = await answer.json().catch(() => null);
      if (body !== null) return body as Answer;
    } else if (answer !== null && answer.status < 500) {
      throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
    }
    await delay(50);
  }
}

/** One collection, asked for with the same key until it is accepted, followed until it ends or `signal` aborts. */
export async function collect(
  houses: readonly string[],
  key: string,
  started: Set<string>,
  signal: AbortSignal | null,
): Promise<void> {
  const body = JSON.stringify({ source: "linkedin-demo", max_posts: 10_000 });
  const headers = { "content-type": "application/json", "idempotency-key": key };
  const { id } = await ask<{ id: string }>(houses, "/api/v1/collections", { method: "POST", body, headers });
  started.add(id);
  while (signal?.aborted !== true) {
    const { status } = await ask<{ status: string }>(houses, `/api/v1/collections/${encodeURIComponent(id)}`);
    if (status === "succeeded") return;
    await delay(250);
  }
}

export async function readTruth(siteUrl: string): Promise<Truth[]> {
  const body = await ask<Truth[] | { posts: Truth[] }>([siteUrl], "/_simulator/posts");
  return Array.isArray(body) ? body : body.posts;
}

export function newestIdOf(posts: readonly Truth[]): bigint {
  return posts.reduce((newest, post) => (BigInt(post.id) > newest ? BigInt(post.id) : newest), 0n);
}
