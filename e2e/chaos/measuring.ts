import { setTimeout as delay } from "node:timers/promises";
import type { Session, Website } from "@millrace/sites/contract";
import { ask } from "./collecting.ts";

const json = { "content-type": "application/json" };

/** On the campaign's websites; the demo has others. */
export const chaosTag = "chaos";

/** Adds websites, one after the other. */
export async function addWebsites(house: string, domains: readonly string[]): Promise<void> {
  for (const domain of domains)
    await ask<Website>([house], "/api/v1/websites", {
      method: "POST",
      body: JSON.stringify({ domain, tags: [chaosTag] }),
      headers: json,
    });
}

/** One session over the campaign's websites, asked for with the same key until it is accepted, followed until it ends or `signal` aborts. */
export async function measureAll(
  house: string,
  { key, workers }: { key: string; workers: number },
  started: Set<string>,
  signal: AbortSignal | null,
): Promise<void> {
  const { id } = await ask<Session>([house], "/api/v1/scraping/sessions", {
    method: "POST",
    body: JSON.stringify({
      provider: "mytoolsplan",
      selection: { tags: [chaosTag] },
      workers,
      remeasure_after_hours: 0,
    }),
    headers: { ...json, "idempotency-key": key },
  });
  started.add(id);
  while (signal?.aborted !== true) {
    const path = `/api/v1/scraping/sessions/${encodeURIComponent(id)}/status`;
    const { status, message } = await ask<Session>([house], path);
    if (status === "succeeded") return;
    if (status === "failed" || status === "paused") throw new Error(`Session ${id} is ${status}: ${message}`);
    await delay(250);
  }
}

/** The campaign's websites as the API shows them. */
export async function readWebsites(house: string): Promise<Website[]> {
  const websites: Website[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({
      tag: chaosTag,
      limit: "100",
      ...(cursor === null ? {} : { cursor }),
    });
    const page: { items: Website[]; next_cursor: string | null } = await ask(
      [house],
      `/api/v1/websites?${query.toString()}`,
    );
    websites.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return websites;
}
