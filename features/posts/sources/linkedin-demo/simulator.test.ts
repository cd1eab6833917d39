import { connect } from "node:net";
import { ManualClock } from "@millrace/platform/clock";
import { UserFacingError } from "@millrace/platform/errors";
import { until } from "@millrace/platform/testing";
import { describe, expect, it } from "vitest";
import {
  startLinkedInSimulator,
  type LinkedInSimulator,
  type LinkedInSimulatorOptions,
} from "./simulator.ts";

const START = Date.UTC(2026, 10, 21, 9, 0, 0);
const JSON_ACCEPT = { headers: { accept: "application/json" } };

function start(options: Partial<LinkedInSimulatorOptions> = {}) {
  return startLinkedInSimulator({
    clock: new ManualClock(START),
    seed: "test",
    newPostEveryMs: null,
    ...options,
  });
}

interface Listing {
  paging: { start: number; count: number; total: number };
  elements: { urn: string; url: string }[];
}

async function list(url: string, query: string): Promise<Listing> {
  const response = await fetch(`${url}/feed/?${query}`, JSON_ACCEPT);
  return (await response.json()) as Listing;
}

/** Where the site serves its n-th post. */
function addressOf(site: LinkedInSimulator, index: number): string {
  return site.url + new URL(site.posts()[index]?.post.permalink ?? "").pathname;
}

/** Everything a raw connection receives for one GET, until the server ends it. */
function rawGet(address: string): Promise<{ received: string; wasReset: boolean }> {
  const { hostname, port, pathname, search } = new URL(address);
  return new Promise((resolve) => {
    let received = "";
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
    });
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("error", () => resolve({ received, wasReset: true }));
    socket.on("close", () => resolve({ received, wasReset: false }));
  });
}

describe("the simulated site", () => {
  it("is the same to the byte for the same seed and clock, and another one for another seed", async () => {
    await using first = await start();
    await using second = await start();
    await using other = await start({ seed: "other" });
    const plain = (text: string, url: string): string =>
      text.replaceAll(encodeURIComponent(url), "").replaceAll(url, "");
    const pageOf = async (site: LinkedInSimulator): Promise<string> =>
      plain(await (await fetch(addressOf(site, 7))).text(), site.url);
    expect(plain(JSON.stringify(first.posts()), first.url)).toBe(
      plain(JSON.stringify(second.posts()), second.url),
    );
    expect(await pageOf(first)).toBe(await pageOf(second));
    const texts = new Set(first.posts().map(({ post }) => post.text));
    expect(
      other.posts().filter(({ post }) => post.text !== null && texts.has(post.text)).length,
    ).toBeLessThan(40);
  });

  it("shows the same older posts under the same ids when it is started again a day later", async () => {
    await using today = await start();
    await using tomorrow = await start({ clock: new ManualClock(START + 86_400_000) });
    const later = new Map(tomorrow.posts().map((truth) => [truth.id, truth.post.text]));
    const still = today.posts().filter(({ id }) => later.has(id));
    expect(still.length).toBeGreaterThan(370);
    expect(still.every(({ id, post }) => later.get(id) === post.text)).toBe(true);
  });

  it("gives ids that carry their time, unique, newest first", async () => {
    await using site = await start();
    const posts = site.posts();
    expect(posts).toHaveLength(400);
    expect(new Set(posts.map(({ id }) => id)).size).toBe(400);
    for (const { id, post } of posts)
      expect(new Date(Number(BigInt(id) >> 22n)).toISOString()).toBe(post.published_at);
    const ids = posts.map(({ id }) => BigInt(id));
    expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? 1 : -1)));
  });

  it("holds the variety a collector meets", async () => {
    await using site = await start();
    const posts = site.posts();
    const share = (test: (truth: (typeof posts)[number]) => boolean): number =>
      posts.filter(test).length / posts.length;
    expect(new Set(posts.map(({ theme }) => theme)).size).toBe(9);
    expect(new Set(posts.map(({ layout }) => layout)).size).toBe(5);
    expect(new Set(posts.map(({ relation }) => relation)).size).toBe(5);
    expect(new Set(posts.flatMap(({ post }) => post.media.map(({ kind }) => kind))).size).toBe(4);
    expect(share(({ post }) => post.language === "fr")).toBeGreaterThan(0.6);
    expect(share(({ post }) => post.language === "en")).toBeGreaterThan(0.08);
    expect(share(({ post }) => post.author.kind === "company")).toBeGreaterThan(0.2);
    expect(share(({ post }) => (post.reactions ?? 0) >= 1000)).toBeGreaterThan(0.04);
    expect(share(({ post }) => post.mentions.length > 0)).toBeGreaterThan(0.05);
    expect(share(({ post }) => post.edited === true)).toBeGreaterThan(0.04);
    expect(share(({ post }) => post.is_promoted === true)).toBeGreaterThan(0);
    expect(new Set(posts.map(({ post }) => post.text)).size).toBeGreaterThan(320);
  });

  it("lists with a total, by keyword without regard to accents, and pages to the end", async () => {
    await using site = await start({ posts: 95 });
    const urns: string[] = [];
    for (let from = 0; from < 95; from += 10)
      urns.push(...(await list(site.url, `start=${from}&count=10`)).elements.map(({ urn }) => urn));
    expect(urns).toEqual(site.posts().map(({ post }) => post.urn));
    const some = await list(site.url, "keywords=conformite&count=100");
    expect(some.paging.total).toBeGreaterThan(0);
    expect(some.paging.total).toBeLessThan(95);
    const html = await (await fetch(`${site.url}/feed/?count=10`)).text();
    expect(html).toContain('data-total="95"');
    expect(html).toContain('rel="next"');
  });

  it("shifts its list down as new posts appear, so that a reader by offset meets some twice", async () => {
    const clock = new ManualClock(START);
    await using site = await start({ clock, newPostEveryMs: 5000 });
    const first = await list(site.url, "start=0&count=10");
    clock.advance(15_000);
    const second = await list(site.url, "start=10&count=10");
    const known = new Set(first.elements.map(({ urn }) => urn));
    expect(second.elements.filter(({ urn }) => known.has(urn)).length).toBeGreaterThanOrEqual(2);
    expect(second.paging.total).toBeGreaterThanOrEqual(first.paging.total + 2);
  });

  it("keeps a bounded number of posts and requests however long it runs", async () => {
    const clock = new ManualClock(START);
    await using site = await start({ clock, newPostEveryMs: 1000, logCapacity: 50, posts: 20 });
    clock.advance(30 * 86_400_000);
    expect(site.posts()).toHaveLength(2020);
    for (let sent = 0; sent < 120; sent += 1) await fetch(`${site.url}/robots.txt?n=${sent}`);
    const log = (await (await fetch(`${site.url}/_simulator/log`)).json()) as {
      total: number;
      requests: { number: number; path: string }[];
    };
    expect(log.total).toBe(120);
    expect(log.requests.map(({ number }) => number)).toEqual(
      Array.from({ length: 50 }, (_, index) => 71 + index),
    );
    expect(log.requests.at(-1)?.path).toBe("/robots.txt?n=119");
  });

  it("serves pages as large as the real ones, and says on each that it is simulated", async () => {
    await using site = await start({ posts: 60 });
    for (const index of site.posts().keys()) {
      const html = await (await fetch(addressOf(site, index))).text();
      expect(html.length).toBeGreaterThan(30_000);
      expect(html.length).toBeLessThan(130_000);
      expect(html).toContain("Simulated by Millrace");
      expect(html).toContain('name="session_password"');
    }
    for (const path of [
      "/robots.txt",
      "/",
      "/feed/",
      "/authwall",
      "/in/somebody",
      "/media/image/1",
      "/nowhere",
    ]) {
      expect(await (await fetch(site.url + path)).text()).toContain("Simulated by Millrace");
    }
  });

  it("finds a post by address, activity id and share id, and says when there is none", async () => {
    await using site = await start({ posts: 20 });
    const truth = site.posts()[3];
    const page = await (await fetch(addressOf(site, 3))).text();
    expect(
      await (await fetch(`${site.url}/feed/update/${encodeURIComponent(truth?.post.urn ?? "")}`)).text(),
    ).toBe(page);
    expect((await fetch(`${site.url}/feed/update/urn:li:activity:123`)).status).toBe(404);
    expect((await fetch(`${site.url}/posts/no-id-in-here`)).status).toBe(404);
  });

  it("refuses a port in use with one sentence", async () => {
    await using site = await start({ posts: 1 });
    const port = Number(new URL(site.url).port);
    await expect(start({ port })).rejects.toThrow(UserFacingError);
  });
});

describe("its faults, as a client sees them", () => {
  async function postUnder(
    faults: LinkedInSimulatorOptions["faults"],
    check: (response: Response, body: string) => void,
  ): Promise<void> {
    await using site = await start({ posts: 10, ...(faults === undefined ? {} : { faults }) });
    const response = await fetch(addressOf(site, 2), { redirect: "manual" });
    check(response, await response.text());
    expect(site.requests().at(-1)?.fault).toBe(Object.keys(faults ?? {})[0]);
  }

  it("refuses with 429, with and without Retry-After", async () => {
    await postUnder({ rate_limit: { retryAfterSecs: 7 } }, (response) => {
      expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
    });
    await postUnder({ rate_limit_bare: {} }, (response) => {
      expect([response.status, response.headers.get("retry-after")]).toEqual([429, null]);
    });
  });

  it("fails with the 5xx asked for", async () => {
    await postUnder({ server_error: { status: 502 } }, (response) => expect(response.status).toBe(502));
  });

  it("stands a wall where the post was", async () => {
    await postUnder({ login: {} }, (response, body) =>
      expect([response.status, body.includes("authwall-join-form")]).toEqual([200, true]),
    );
    await postUnder({ challenge: {} }, (_, body) => expect(body).toContain("captcha-challenge"));
    await postUnder({ consent: {} }, (_, body) => expect(body).toContain("COOKIE_CONSENT"));
    await postUnder({ empty_shell: {} }, (_, body) => expect(body).toContain('id="application-root"'));
    await postUnder({ login_redirect: {} }, (response) => {
      expect(response.status).toBe(302);
      expect(response.headers.get("location")).toContain("/authwall?");
    });
  });

  it("shows the redesigned page", async () => {
    await postUnder({ changed_layout: {} }, (response, body) => {
      expect(response.status).toBe(200);
      expect(body).not.toContain("main-feed-activity-card");
      expect(body).toContain('role="listitem"');
    });
  });

  it("cuts the connection before an answer", async () => {
    await using site = await start({ posts: 5, faults: { reset: { on: "post" } } });
    const { received } = await rawGet(addressOf(site, 0));
    expect(received).toBe("");
    expect(site.requests().at(-1)).toMatchObject({ status: null, fault: "reset" });
    expect((await fetch(`${site.url}/feed/`)).status).toBe(200);
  });

  it("cuts a body in the middle, openly or so that it looks whole", async () => {
    await using site = await start({ posts: 5, faults: { truncated: {} } });
    const address = addressOf(site, 0);
    const { received } = await rawGet(address);
    const announced = Number(/content-length: (\d+)/i.exec(received)?.[1]);
    expect(received.length).toBeGreaterThan(1000);
    expect(received.length).toBeLessThan(announced);
    await expect(fetch(address).then((response) => response.text())).rejects.toThrow(TypeError);
    site.setFaults({ truncated: { isClean: true } });
    const body = await (await fetch(address)).text();
    expect(body).not.toContain("</html>");
    expect(body.length).toBeGreaterThan(1000);
  });

  it("answers late, and lets go of what it holds when it closes", async () => {
    const site = await start({ posts: 5, faults: { slow: { delayMs: 600_000 } } });
    const held = fetch(`${site.url}/feed/`).then(
      () => "answered",
      () => "cut",
    );
    await until("the answer is held", async () => site.struck().slow);
    await site.close();
    expect(await held).toBe("cut");
  });

  it("repeats posts of the page before and adds reposts when told to", async () => {
    await using site = await start({ posts: 60, faults: { duplicates: {} } });
    const first = await list(site.url, "start=0");
    const second = await list(site.url, "start=10");
    expect(second.elements.slice(0, 2).map(({ urn }) => urn)).toEqual(
      first.elements.slice(8).map(({ urn }) => urn),
    );
    expect(second.elements).toHaveLength(12);
    site.setFaults({ reposts: {} });
    const { elements } = await list(site.url, "start=0");
    const known = new Set(site.posts().map(({ post }) => post.urn));
    const added = elements.filter(({ urn }) => !known.has(urn));
    expect(added).toHaveLength(2);
    expect(elements.map(({ urn }) => urn)).toEqual(
      elements
        .map(({ urn }) => urn)
        .toSorted()
        .toReversed(),
    );
    const truth = (await (
      await fetch(`${site.url}/_simulator/posts/${added[0]?.urn.split(":").at(-1)}`)
    ).json()) as { relation: string; post: { reshared: { urn: string } } };
    expect(truth.relation).toBe("repost");
    expect((await fetch(added[0]?.url ?? "")).status).toBe(200);
  });

  it("strikes by schedule: after some, every so many, at most so often, on one kind of page", async () => {
    await using site = await start({ posts: 5 });
    const address = addressOf(site, 0);
    const sent = await fetch(`${site.url}/_simulator/faults`, {
      method: "POST",
      body: JSON.stringify({ server_error: { on: "post", after: 2, every: 3, times: 2 } }),
    });
    expect(sent.status).toBe(200);
    const statuses: number[] = [];
    for (let turn = 0; turn < 14; turn += 1) {
      statuses.push((await fetch(address)).status);
      expect((await fetch(`${site.url}/feed/`)).status).toBe(200);
    }
    expect(statuses.flatMap((status, index) => (status === 503 ? [index + 1] : []))).toEqual([5, 8]);
  });

  it("refuses settings it does not know, and a reset brings back the beginning", async () => {
    await using site = await start({ posts: 5, faults: { server_error: {} } });
    const post = (body: string) => fetch(`${site.url}/_simulator/faults`, { method: "POST", body });
    expect((await post('{"earthquake":{}}')).status).toBe(400);
    expect((await post('{"slow":{"probability":2}}')).status).toBe(400);
    expect((await post("not json")).status).toBe(400);
    expect((await post("{}")).status).toBe(200);
    expect((await fetch(`${site.url}/feed/`)).status).toBe(200);
    expect((await fetch(`${site.url}/_simulator/reset`, { method: "POST" })).status).toBe(204);
    expect(site.requests()).toEqual([]);
    expect((await fetch(`${site.url}/feed/`)).status).toBe(503);
  });
});
