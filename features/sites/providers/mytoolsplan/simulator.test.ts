import { systemClock } from "@millrace/platform/clock";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { demoEmail, demoPassword, startMyToolsPlanSimulator, type PortalSettingsInput } from "./simulator.ts";
import { figuresOf } from "./simulator/figures.ts";

const portal = await startMyToolsPlanSimulator({
  clock: systemClock,
  settings: { apiMs: 0, pageMs: 0, loginMs: 0, layout: "tiles", language: "en" },
});
afterAll(() => portal.close());
beforeEach(() => portal.reset());

/** Domains of which the portal has everything. */
const [shop, otherShop] = Array.from({ length: 400 }, (_, index) => `shop-${index}.com`).filter((domain) => {
  const figures = figuresOf("millrace", domain, Date.now());
  const isWhole = figures.hasUnitedStatesRow && figures.hasTrend && figures.organicTraffic > 1000;
  return isWhole && Object.values(figures).every((figure) => typeof figure !== "string" || figure === domain);
}) as [string, string];

async function logIn(changes: { password?: string; _token?: string } = {}): Promise<Response> {
  const form = await fetch(`${portal.url}/login`);
  const csrf = /name="_token" value="([^"]+)"/.exec(await form.text())?.[1] ?? "";
  return fetch(`${portal.url}/login`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: firstCookie(form) },
    body: new URLSearchParams({ _token: csrf, email: demoEmail, password: demoPassword, ...changes }),
  });
}

async function cookieOf(answer: Promise<Response>): Promise<string> {
  return firstCookie(await answer);
}

function firstCookie(answer: Response): string {
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

function rpc(cookie: string, method: string, domain = shop, host = portal.urls.sam): Promise<Response> {
  const params = { args: { searchItem: domain } };
  return fetch(`${host}/dpa/rpc`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie, "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 7, method, params }),
  });
}

function engagement(cookie: string, domain = shop, host = portal.urls.sam): Promise<Response> {
  return fetch(`${host}/analytics/ta/targ/v2/engagement?target=${domain}`, {
    headers: { cookie },
    redirect: "manual",
  });
}

async function page(cookie: string, domain = shop): Promise<string> {
  const address = `${portal.urls.sam}/analytics/traffic/traffic-overview/?q=${domain}`;
  return (await fetch(address, { headers: { cookie } })).text();
}

async function rowsOf(answer: Promise<Response>): Promise<Record<string, unknown>[]> {
  const { result } = (await (await answer).json()) as { result: Record<string, unknown>[] };
  return result;
}

function exactOf(metric: string, domain = shop): number | undefined {
  return portal.truthOf(domain).metrics[metric]?.value;
}

describe("logging in", () => {
  it("gives a cookie that both hosts of the tool accept, and counts it", async () => {
    const answer = await logIn();
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/member"]);
    const cookie = firstCookie(answer);
    expect((await engagement(cookie)).status).toBe(200);
    expect((await engagement(cookie, shop, portal.urls.sam2)).status).toBe(200);
    expect(portal.logIns()).toBe(1);
  });

  it("shows the form again for a wrong password, and refuses a form without its token", async () => {
    const wrong = await logIn({ password: "guess" });
    expect(await wrong.text()).toContain("do not match our records");
    expect((await logIn({ _token: "forged" })).status).toBe(419);
    expect(portal.logIns()).toBe(0);
  });

  it.each([
    ["redirect", 302, ""],
    ["html", 200, "login-form"],
    ["json", 401, "Unauthenticated"],
    ["json_200", 200, "Session expired"],
  ] as const)("answers whoever is logged out with %s", async (loggedOutShape, status, text) => {
    portal.setSettings({ loggedOutShape });
    const answer = await engagement("mtp_session=none");
    expect(answer.status).toBe(status);
    expect(answer.headers.get("location") ?? "").toContain(status === 302 ? `${portal.url}/login` : "");
    expect(await answer.text()).toContain(text);
  });

  it("ends a log-in after its requests, and all of them when they are revoked", async () => {
    portal.setSettings({ sessionRequests: 1 });
    const first = await cookieOf(logIn());
    expect([(await engagement(first)).status, (await engagement(first)).status]).toEqual([200, 302]);
    const second = await cookieOf(logIn());
    portal.revokeLogIns();
    expect((await engagement(second)).status).toBe(302);
  });
});

describe("the API", () => {
  it("gives the figures that are true, the same every time", async () => {
    const cookie = await cookieOf(logIn());
    const summary = await rowsOf(rpc(cookie, "organic.Summary"));
    expect(summary.find(({ database }) => database === "us")).toMatchObject({
      organicTraffic: exactOf("organic_traffic"),
      adwordsTraffic: exactOf("paid_search_traffic"),
    });
    const trend = await rowsOf(rpc(cookie, "organic.OverviewTrend"));
    expect(trend.at(-1)).toMatchObject({
      traffic: exactOf("visits"),
      trafficBranded: exactOf("branded_traffic"),
    });
    expect(await (await engagement(cookie)).json()).toMatchObject({
      totalBounceRate: exactOf("bounce_rate"),
      totalAvgVisitDuration: exactOf("avg_visit_duration"),
    });
    expect(await rowsOf(rpc(cookie, "organic.Summary"))).toEqual(summary);
  });

  it("names a method it does not know", async () => {
    const answer = await rpc(await cookieOf(logIn()), "organic.Nothing");
    expect(await answer.json()).toMatchObject({ id: 7, error: { code: -32_601 } });
  });

  it("answers 429 above the account's rate", async () => {
    portal.setSettings({ requestsPerMinute: 2 });
    const cookie = await cookieOf(logIn());
    const statuses = await Promise.all([engagement(cookie), engagement(cookie), engagement(cookie)]);
    expect(statuses.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});

describe("the page", () => {
  const shown = (): string => `${((exactOf("conversion_rate") ?? Number.NaN) * 100).toFixed(2)}%`;

  it.each(["tiles", "table"] as const)(
    "prints the conversion among other percentages as %s",
    async (layout) => {
      portal.setSettings({ layout });
      const html = await page(await cookieOf(logIn()));
      expect(html).toContain(`>${shown()}<`);
      expect(html.match(/>\d\.\d\d%</g)?.length).toBeGreaterThan(4);
    },
  );

  it("leaves the figures to its script in the third layout", async () => {
    portal.setSettings({ layout: "script" });
    const cookie = await cookieOf(logIn());
    expect(await page(cookie)).not.toContain(shown());
    const figures = await fetch(`${portal.urls.sam}/analytics/traffic/api/summary?target=${shop}`, {
      headers: { cookie },
    });
    expect(await figures.text()).toContain(shown());
  });

  it("changes its layout after some pages", async () => {
    portal.setSettings({ layout: "changing", layoutTurns: 1 });
    const cookie = await cookieOf(logIn());
    const pages = [await page(cookie), await page(cookie), await page(cookie), await page(cookie)];
    expect(pages.map((html) => /ta-summary|sc-summary|id="root"/.exec(html)?.[0])).toEqual([
      "ta-summary",
      "sc-summary",
      'id="root"',
      "ta-summary",
    ]);
  });

  it("speaks French with French numbers", async () => {
    portal.setSettings({ language: "fr" });
    const html = await page(await cookieOf(logIn()));
    expect(html).toContain(`>${shown().replace(".", ",").replace("%", "\u00A0%")}<`);
  });
});

describe("its faults", () => {
  it.each([
    ["rate_limit", 429],
    ["server_error", 503],
    ["html_instead", 200],
    ["logged_out", 302],
    ["banned", 403],
    ["captcha", 403],
  ] as const)("strike at the host and call they are set for: %s", async (fault, status) => {
    portal.setFaults({ [fault]: { hosts: ["sam"], calls: ["engagement"] } });
    const cookie = await cookieOf(logIn());
    const struck = await engagement(cookie);
    expect(struck.status).toBe(status);
    expect(await struck.text()).not.toContain("totalBounceRate");
    expect(await (await engagement(cookie, shop, portal.urls.sam2)).text()).toContain("totalBounceRate");
    expect((await rpc(cookie, "organic.Summary")).status).toBe(200);
    expect(portal.struck()).toEqual({ [fault]: 1 });
  });

  it("cut the connection of a mirror that is down, and refuse it while its host is switched off", async () => {
    const cookie = await cookieOf(logIn());
    portal.setFaults({ mirror_down: { hosts: ["sam"] } });
    await expect(engagement(cookie)).rejects.toThrow(TypeError);
    expect(portal.requests().at(-1)).toMatchObject({ status: null, fault: "mirror_down", isAnswered: false });
    portal.setFaults({});
    await portal.setHost("sam", false);
    await expect(engagement(cookie)).rejects.toThrow(TypeError);
    await portal.setHost("sam", true);
    expect((await engagement(cookie)).status).toBe(200);
  });

  it("give old figures with their dates, another website's, or a page without its figures", async () => {
    const cookie = await cookieOf(logIn());
    const now = await rowsOf(rpc(cookie, "organic.OverviewTrend"));
    portal.setFaults({ stale: { times: 1 } });
    const old = await rowsOf(rpc(cookie, "organic.OverviewTrend"));
    expect(Number(old.at(-1)?.["date"])).toBeLessThan(Number(now.at(-1)?.["date"]) - 300);
    portal.setFaults({ wrong_site: { times: 1 } });
    expect(await page(cookie)).toContain(`data-target="another-${shop}"`);
    portal.setFaults({ empty_shell: { times: 1 } });
    expect(await page(cookie)).not.toContain("%");
    portal.setFaults({ layout_changed: { times: 1 } });
    expect(await page(cookie)).toMatch(/^(?!.*data-at)[^]*Purchase conversion</);
  });
});

describe("its memory", () => {
  it("counts what was asked and answered by website and call, and is read and switched over HTTP", async () => {
    const cookie = await cookieOf(logIn());
    await fetch(`${portal.url}/_simulator/faults`, {
      method: "POST",
      body: JSON.stringify({ server_error: { times: 1 } }),
    });
    await engagement(cookie);
    await engagement(cookie);
    await engagement(cookie, otherShop);
    const counts = (await (await fetch(`${portal.url}/_simulator/counts`)).json()) as Record<string, unknown>;
    expect(counts).toMatchObject({
      log_ins: 1,
      calls: [
        { domain: shop, call: "engagement", asked: 2, answered: 1 },
        { domain: otherShop, call: "engagement", asked: 1, answered: 1 },
      ],
    });
    expect(portal.requests().map(({ call, generation }) => [call, generation])).toEqual([
      ["login", null],
      ["engagement", 1],
      ["engagement", 1],
      ["engagement", 1],
    ]);
    const changes: PortalSettingsInput = { apiMs: 1 };
    const body = JSON.stringify(changes);
    expect((await fetch(`${portal.url}/_simulator/settings`, { method: "POST", body })).status).toBe(204);
    const settings = await (await fetch(`${portal.url}/_simulator/settings`)).json();
    expect(settings).toMatchObject({ apiMs: 1, layout: "tiles" });
    const wrong = await fetch(`${portal.url}/_simulator/settings`, { method: "POST", body: '{"apiMs":-1}' });
    expect(wrong.status).toBe(400);
  });
});

describe("the websites", () => {
  const domains = Array.from({ length: 1000 }, (_, index) => `website-${index}.example`);
  const truths = domains.map((domain) => portal.truthOf(domain).metrics);

  it("are small, unknown in part, or known by a bound, each for some of them", () => {
    const share = (is: (metrics: (typeof truths)[number]) => boolean): number =>
      truths.filter(is).length / 1000;
    expect(share(({ organic_traffic: organic }) => (organic?.value ?? 9999) < 1000)).toBeCloseTo(0.05, 1);
    expect(share((metrics) => Object.values(metrics).includes(null))).toBeGreaterThan(0.05);
    expect(share(({ conversion_rate: conversion }) => conversion?.kind === "below")).toBeGreaterThan(0.02);
  });

  it("move from day to day, by little", () => {
    const [today, tomorrow] = [0, 86_400_000].map((ms) => portal.truthOf(shop, 1_800_000_000_000 + ms));
    const [before, after] = [today, tomorrow].map((truth) => truth?.metrics["visits"]?.value ?? Number.NaN);
    expect(after).not.toBe(before);
    expect(Math.abs((after ?? 0) / (before ?? 1) - 1)).toBeLessThan(0.25);
  });
});
