import { Transient, TryAgainLater } from "@millrace/platform/errors";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { resumeProvider } from "../../queries/provider-state.ts";
import { askOf, openTestPortal, wholeSites, type TestPortal } from "./test-portal.ts";

let house: TestPortal;
let shop: string;
beforeAll(async () => {
  house = await openTestPortal();
  shop = wholeSites(house.portal, 1)[0] ?? "";
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(async () => {
  house.portal.reset();
  await house.database.pool.query("delete from sites.provider_login; delete from millrace.http_breaker;");
  await resumeProvider(house.database.pool, "mytoolsplan");
});

const readings = async (call: string, domain = shop): Promise<Record<string, unknown>> => {
  const answer = await house.ask(call, domain);
  return Object.fromEntries(answer.readings.map(({ metric, raw, reason }) => [metric, raw ?? reason]));
};

const truth = (metric: string, domain = shop): unknown => house.portal.truthOf(domain).metrics[metric]?.value;

test("the three calls give what is true, with the place it stood at and the answer kept", async () => {
  expect(await readings("organic-summary")).toEqual({
    organic_traffic: truth("organic_traffic"),
    paid_search_traffic: truth("paid_search_traffic"),
  });
  expect(await readings("overview-trend")).toEqual({
    visits: truth("visits"),
    branded_traffic: truth("branded_traffic"),
  });
  expect(await readings("engagement")).toEqual({
    bounce_rate: truth("bounce_rate"),
    avg_visit_duration: truth("avg_visit_duration"),
  });
  const answer = await house.ask("organic-summary", shop);
  expect(answer).toMatchObject({ kind: "api", mirror: "sam", url: `${house.portal.urls.sam}/dpa/rpc` });
  expect(answer.readings[0]?.place).toBe("result[1].organicTraffic");
  const kept = await house.objects.get(answer.pageHash ?? "");
  expect(new TextDecoder().decode(kept ?? new Uint8Array())).toContain('"organicTraffic"');
  expect((await house.ask("overview-trend", shop)).asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

test("ten workers in two processes log in once", async () => {
  const other = house.another();
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, worker) =>
      askOf(worker % 2 === 0 ? house.provider : other, "engagement", house.context({ worker }), shop),
    ),
  );
  expect(answers).toHaveLength(10);
  expect(house.portal.logIns()).toBe(1);
});

test.each(["redirect", "html", "json", "json_200"] as const)(
  "ten workers whose login has ended log in again once, and ask again (%s)",
  async (loggedOutShape) => {
    house.portal.setSettings({ loggedOutShape });
    await house.ask("engagement", shop);
    house.portal.revokeLogIns();
    await Promise.all(Array.from({ length: 10 }, (_, worker) => house.ask("engagement", shop, { worker })));
    expect(house.portal.logIns()).toBe(2);
  },
);

test("a login that is logged out straight after signing in closes the provider", async () => {
  const fresh = house.another();
  house.portal.setFaults({ logged_out: {} });
  await expect(askOf(fresh, "engagement", house.context(), shop)).rejects.toMatchObject({
    trouble: "logged_out",
    message: expect.stringContaining("resume the provider"),
  });
  expect(house.portal.logIns()).toBe(2);
});

test("one refusal of a login that works for the others is transient", async () => {
  await house.ask("engagement", shop);
  house.portal.setFaults({ logged_out: { after: 0, times: 1 } });
  await house.ask("engagement", shop);
  expect(house.portal.logIns()).toBe(2);
});

test("a wrong password is tried once by ten workers, and says what to do", async () => {
  const wrong = house.another({
    demo: {
      addresses: { login: house.portal.url, ...house.portal.urls },
      credentials: { email: "analyst@millrace.example", password: "forgotten" },
    },
  });
  const ended = await Promise.all(
    Array.from({ length: 10 }, () =>
      askOf(wrong, "engagement", house.context(), shop).catch((error: unknown) => error),
    ),
  );
  for (const error of ended)
    expect(error).toMatchObject({
      trouble: "wrong_credentials",
      message: expect.stringContaining("Settings"),
    });
  const posts = house.portal.requests().filter(({ call, method }) => call === "login" && method === "POST");
  expect(posts).toHaveLength(1);
});

test.each(["captcha", "banned"] as const)(
  "%s closes the provider with a message of its own",
  async (fault) => {
    house.portal.setFaults({ [fault]: { calls: ["summary"] } });
    await expect(house.ask("organic-summary", shop)).rejects.toMatchObject({ trouble: fault });
    expect(house.portal.requests().filter(({ call }) => call === "summary")).toHaveLength(1);
  },
);

test.each(["mirror_down", "server_error", "html_instead"] as const)(
  "%s at the first mirror: the second serves at once",
  async (fault) => {
    house.portal.setFaults({ [fault]: { hosts: ["sam"] } });
    const answer = await house.ask("organic-summary", shop);
    expect(answer.mirror).toBe("sam2");
    expect(answer.readings[0]?.raw).toBe(truth("organic_traffic"));
  },
);

test.each(["mirror_down", "server_error", "html_instead"] as const)(
  "%s at both mirrors is transient",
  async (fault) => {
    house.portal.setFaults({ [fault]: {} });
    await expect(house.ask("engagement", shop)).rejects.toBeInstanceOf(Transient);
  },
);

test("a mirror that is down is left alone after some failures, and serves again once it is back", async () => {
  await house.portal.setHost("sam", false);
  const mirrors: (string | null)[] = [];
  for (let turn = 0; turn < 8; turn += 1) mirrors.push((await house.ask("engagement", shop)).mirror);
  expect(new Set(mirrors)).toEqual(new Set(["sam2"]));
  const { rows } = await house.database.pool.query(
    "select state from millrace.http_breaker where state = 'open'",
  );
  expect(rows).toHaveLength(1);
  await house.portal.setHost("sam", true);
  await house.database.pool.query("update millrace.http_breaker set open_until = clock_timestamp()");
  await expect
    .poll(async () => (await house.ask("engagement", shop)).mirror, { timeout: 10_000 })
    .toBe("sam");
});

test("429 is the account's, not the mirror's: nobody else is asked", async () => {
  house.portal.setFaults({ rate_limit: { retryAfterSecs: 7, times: 1 } });
  const asking = house.ask("organic-summary", shop);
  await expect(asking).rejects.toBeInstanceOf(TryAgainLater);
  await expect(asking).rejects.toMatchObject({ afterMs: 7_000 });
  expect(house.portal.requests().filter(({ call }) => call === "summary")).toHaveLength(1);
  await house.database.pool.query("update millrace.http_budget set paused_until_ms = 0");
});

test("stale figures send us to the other mirror; stale there too, they are kept with their date", async () => {
  house.portal.setFaults({ stale: { hosts: ["sam"] } });
  const fresh = await house.ask("engagement", shop);
  expect(fresh).toMatchObject({ mirror: "sam2" });
  house.portal.setFaults({ stale: {} });
  const stale = await house.ask("engagement", shop);
  expect(stale.readings[0]?.raw).toBeTypeOf("number");
  expect(Date.now() - Date.parse(stale.asOf ?? "")).toBeGreaterThan(92 * 86_400_000);
});

test("another website's figures are never taken", async () => {
  house.portal.setFaults({ wrong_site: { hosts: ["sam"] } });
  expect((await house.ask("organic-summary", shop)).mirror).toBe("sam2");
  house.portal.setFaults({ wrong_site: {} });
  for (const call of ["organic-summary", "overview-trend", "engagement"])
    expect(new Set(Object.values(await readings(call)))).toEqual(new Set(["wrong_site"]));
});

test("what the portal does not have is told from what it did not say", async () => {
  const lacking = Array.from({ length: 1_500 }, (_, index) => `shop-${index}.com`)
    .filter((domain) => truth("branded_traffic", domain) === undefined)
    .slice(0, 25);
  const said = await Promise.all(lacking.map((domain) => readings("overview-trend", domain)));
  expect(new Set(said.map((each) => each["branded_traffic"]))).toEqual(
    new Set(["no_data", "not_in_answer", "n/a"]),
  );
});
