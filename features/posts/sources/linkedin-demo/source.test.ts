import { ManualClock, systemClock } from "@millrace/platform/clock";
import { Broken, Transient, TryAgainLater } from "@millrace/platform/errors";
import { describe, expect, it } from "vitest";
import type { KeptDocument } from "../source.ts";
import {
  startLinkedInSimulator,
  type LinkedInSimulator,
  type LinkedInSimulatorOptions,
} from "./simulator.ts";
import { everything, openDemoHouse, type DemoHouse } from "./test-house.ts";

function startSite(options: Partial<LinkedInSimulatorOptions> = {}): Promise<LinkedInSimulator> {
  return startLinkedInSimulator({
    clock: systemClock,
    seed: "source",
    posts: 35,
    newPostEveryMs: null,
    ...options,
  });
}

interface Reading {
  documents: KeptDocument[];
  pages: number;
  /** Faults thrown on the way and passed by calling again, as the engine does. */
  faults: unknown[];
}

/** Pages to the end as the workflow does, calling again after a fault that may pass. */
async function collect(
  house: DemoHouse,
  request = everything(),
  betweenPages = (): void => undefined,
): Promise<Reading> {
  const reading: Reading = { documents: [], pages: 0, faults: [] };
  let cursor: string | null = null;
  do {
    try {
      const page = await house.source.nextPage(house.context, request, cursor);
      reading.documents.push(...page.documents);
      reading.pages += 1;
      cursor = page.nextCursor;
    } catch (error) {
      if (!(error instanceof Transient) || reading.faults.length > 50) throw error;
      reading.faults.push(error);
      continue;
    }
    betweenPages();
  } while (cursor !== null || reading.pages === 0);
  return reading;
}

/** Ids of the posts whose pages were kept, read from the kept pages themselves. */
async function keptIds(house: DemoHouse, documents: readonly KeptDocument[]): Promise<string[]> {
  const ids: string[] = [];
  for (const { hash } of documents) {
    const html = new TextDecoder().decode((await house.objects.get(hash)) ?? new Uint8Array());
    ids.push(/property="lnkd:url" content="[^"]*urn:li:activity:(\d+)"/.exec(html)?.[1] ?? "no post");
  }
  return ids;
}

describe("the demo source", () => {
  it("hands over every post's page once, newest first, and ends", async () => {
    await using site = await startSite();
    await using house = await openDemoHouse(site.url);
    const { documents, pages } = await collect(house);
    expect(await keptIds(house, documents)).toEqual(site.posts().map(({ id }) => id));
    expect(pages).toBe(4);
    expect(documents[0]).toMatchObject({
      contentType: expect.stringContaining("text/html"),
      name: expect.stringContaining(site.url),
    });
    expect(site.requests().filter(({ path }) => path === "/robots.txt")).toHaveLength(1);
  });

  it("misses no post that was there at the start while new ones push the list down, and finds the new ones next time", async () => {
    const clock = new ManualClock(Date.UTC(2026, 10, 21, 9));
    await using site = await startSite({ clock, newPostEveryMs: 1000 });
    await using house = await openDemoHouse(site.url);
    const before = site.posts().map(({ id }) => id);
    const first = await keptIds(
      house,
      (await collect(house, everything(), () => clock.advance(13_000))).documents,
    );
    expect(first).toEqual(before);
    const second = await keptIds(house, (await collect(house)).documents);
    expect(second).toEqual(site.posts().map(({ id }) => id));
    expect(second.length).toBeGreaterThan(first.length + 30);
  });

  it("stops at max_posts and says how many there will be", async () => {
    await using site = await startSite();
    await using house = await openDemoHouse(site.url);
    const { documents } = await collect(house, everything({ max_posts: 13 }));
    expect(await keptIds(house, documents)).toEqual(
      site
        .posts()
        .slice(0, 13)
        .map(({ id }) => id),
    );
    const page = await house.source.nextPage(house.context, everything({ max_posts: 13 }), null);
    expect(page.total).toBe(13);
    expect((await house.source.nextPage(house.context, everything(), null)).total).toBe(35);
  });

  it("lists by the search's keywords, and ends at once when nothing matches", async () => {
    await using site = await startSite({ posts: 80 });
    await using house = await openDemoHouse(site.url);
    const { documents } = await collect(house, everything({ keywords: "juriste" }));
    expect(documents.length).toBeGreaterThan(5);
    expect(documents.length).toBeLessThan(80);
    expect(
      await house.source.nextPage(house.context, everything({ keywords: "xylophone quantique" }), null),
    ).toEqual({ documents: [], nextCursor: null, total: 0 });
  });

  it("gives the same page again for the same cursor, as after a crash", async () => {
    await using site = await startSite();
    await using house = await openDemoHouse(site.url);
    const first = await house.source.nextPage(house.context, everything(), null);
    const once = await house.source.nextPage(house.context, everything(), first.nextCursor);
    const again = await house.source.nextPage(house.context, everything(), first.nextCursor);
    expect(await keptIds(house, again.documents)).toEqual(await keptIds(house, once.documents));
    expect(again.nextCursor).toBe(once.nextCursor);
  });

  it("refuses a cursor it did not make", async () => {
    await using site = await startSite({ posts: 1 });
    await using house = await openDemoHouse(site.url);
    await expect(house.source.nextPage(house.context, everything(), "page=2")).rejects.toThrow(Broken);
  });
});

describe("the demo source under faults", () => {
  it("hands over what it has when the site fails in the middle of a page, and fetches no page twice", async () => {
    await using site = await startSite({ faults: { server_error: { on: "post", every: 9, times: 3 } } });
    await using house = await openDemoHouse(site.url);
    const { documents } = await collect(house);
    expect(await keptIds(house, documents)).toEqual(site.posts().map(({ id }) => id));
    const served = site
      .requests()
      .filter(({ status, path }) => status === 200 && /^\/(posts|feed\/update)\//.test(path));
    expect(new Set(served.map(({ path }) => path)).size).toBe(served.length);
    expect(site.struck().server_error).toBe(3);
  });

  it.each(["reset", "truncated"] as const)("loses nothing when connections end early (%s)", async (name) => {
    await using site = await startSite({ faults: { [name]: { every: 7, times: 4 } } });
    await using house = await openDemoHouse(site.url);
    const { documents } = await collect(house);
    expect(await keptIds(house, documents)).toEqual(site.posts().map(({ id }) => id));
    expect(site.struck()[name]).toBe(4);
  });

  it("takes no page for whole that was cut so that it looks whole", async () => {
    await using site = await startSite({
      posts: 12,
      faults: { truncated: { isClean: true, every: 4, times: 3 } },
    });
    await using house = await openDemoHouse(site.url);
    const { documents } = await collect(house);
    expect(await keptIds(house, documents)).toEqual(site.posts().map(({ id }) => id));
  });

  it("stops at a 429 in the middle of a page, and does not call again before the time asked for", async () => {
    const clock = new ManualClock(Date.UTC(2026, 10, 21, 9));
    await using site = await startSite({
      faults: { rate_limit: { on: "post", after: 4, times: 1, retryAfterSecs: 30 } },
    });
    await using house = await openDemoHouse(site.url, clock);
    const page = await house.source.nextPage(house.context, everything(), null);
    expect(page.documents).toHaveLength(4);
    const sent = site.requests().length;
    await expect(house.source.nextPage(house.context, everything(), page.nextCursor)).rejects.toThrow(
      TryAgainLater,
    );
    expect(site.requests()).toHaveLength(sent);
  });

  it("throws the 429 itself when there is nothing to hand over", async () => {
    await using site = await startSite({ faults: { rate_limit_bare: {} } });
    await using house = await openDemoHouse(site.url);
    await expect(house.source.nextPage(house.context, everything(), null)).rejects.toThrow(TryAgainLater);
  });

  it("hands over the wall that stands where the list should be, and stays where it is", async () => {
    await using site = await startSite({ faults: { login_redirect: { on: "listing", after: 1, times: 1 } } });
    await using house = await openDemoHouse(site.url);
    const first = await house.source.nextPage(house.context, everything(), null);
    const wall = await house.source.nextPage(house.context, everything(), first.nextCursor);
    expect(wall.documents).toHaveLength(1);
    expect(wall.documents[0]?.url).toContain("/authwall");
    expect(wall.nextCursor).not.toBeNull();
    const after = await house.source.nextPage(house.context, everything(), wall.nextCursor);
    expect(await keptIds(house, after.documents)).toEqual(
      site
        .posts()
        .slice(10, 20)
        .map(({ id }) => id),
    );
  });

  it("hands over the wall that stands where a post should be", async () => {
    await using site = await startSite({
      posts: 3,
      faults: { challenge: { on: "post", after: 1, times: 1 } },
    });
    await using house = await openDemoHouse(site.url);
    const { documents } = await collect(house);
    expect(await keptIds(house, documents)).toEqual([site.posts()[0]?.id, "no post", site.posts()[2]?.id]);
  });

  it("reads each post once when the list repeats posts and adds reposts", async () => {
    await using site = await startSite({ faults: { duplicates: {}, reposts: {} } });
    await using house = await openDemoHouse(site.url);
    const ids = await keptIds(house, (await collect(house)).documents);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(site.posts().map(({ id }) => id)));
    expect(ids.length).toBeGreaterThan(35);
  });
});
