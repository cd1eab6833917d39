import type { BrowserPool } from "@millrace/platform/browser";
import { Transient } from "@millrace/platform/errors";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { parseQuantity } from "../../numbers/parse-quantity.ts";
import type { AskContext, CallAnswer, RawReading } from "../provider.ts";
import { openTestBrowser, openTestPortal, wholeSites, type TestPortal } from "./test-portal.ts";

let house: TestPortal;
let browser: BrowserPool;
let shops: string[];
beforeAll(async () => {
  house = await openTestPortal();
  browser = openTestBrowser();
  shops = wholeSites(house.portal, 6);
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await house[Symbol.asyncDispose]();
});
beforeEach(async () => {
  house.portal.reset();
  await house.database.pool.query("delete from sites.provider_login; delete from millrace.http_breaker;");
});

const shop = (): string => shops[0] ?? "";
const open = (domain = shop(), more: Partial<AskContext> = {}): Promise<CallAnswer> =>
  house.ask("traffic-analytics", domain, { browser, ...more });

function readingOf(answer: CallAnswer, metric = "conversion_rate"): RawReading {
  const found = answer.readings.find((reading) => reading.metric === metric);
  if (found === undefined) throw new Error(`the page says nothing about ${metric}`);
  return found;
}

/** What a reading's text is worth as a ratio. */
function ratioOf({ raw, locale }: RawReading): number | null {
  const parsed = parseQuantity(raw ?? "", { unit: "ratio", type: "number", locale: locale ?? undefined });
  return "ok" in parsed && parsed.ok.kind === "exact" ? parsed.ok.value : null;
}

const truth = (domain: string): number =>
  house.portal.truthOf(domain).metrics["conversion_rate"]?.value ?? -1;

test.each(["tiles", "table", "script"] as const)(
  "the layout of %s gives the purchase conversion in both languages, and never one of the other percentages",
  async (layout) => {
    for (const [index, language] of (["en", "fr"] as const).entries()) {
      house.portal.setSettings({ layout, language });
      const domain = shops[index] ?? "";
      const answer = await open(domain);
      const reading = readingOf(answer);
      expect(reading).toMatchObject({
        strategy: "attribute",
        trust: 1,
        screenshotHash: null,
        locale: language,
      });
      expect(ratioOf(reading)).toBe(truth(domain));
      expect(answer).toMatchObject({
        kind: "dom",
        mirror: "sam",
        asOf: expect.stringMatching(/^\d{4}-\d{2}$/),
      });
    }
  },
);

test.each(["tiles", "table", "script"] as const)(
  "names that changed in the layout of %s: the label takes over, and says so with a picture and the page",
  async (layout) => {
    house.portal.setFaults({ layout_changed: {} });
    for (const [index, language] of (["en", "fr"] as const).entries()) {
      house.portal.setSettings({ layout, language });
      const domain = shops[index + 2] ?? "";
      const answer = await open(domain);
      const reading = readingOf(answer);
      expect(ratioOf(reading)).toBe(truth(domain));
      expect(reading).toMatchObject({
        strategy: "label",
        trust: 0.8,
        detail: expect.stringContaining("label"),
      });
      const picture = await house.objects.get(reading.screenshotHash ?? "");
      expect(Buffer.from(picture ?? []).toString("latin1", 1, 4)).toBe("PNG");
      const kept = await house.objects.get(answer.pageHash ?? "");
      expect(new TextDecoder().decode(kept ?? new Uint8Array())).toContain(
        String(reading.raw).split(/[\s%]/)[0],
      );
    }
  },
);

test("a page where nothing is known any more is reported, with a picture, and no number is guessed", async () => {
  house.portal.setFaults({ layout_broken: {} });
  for (const layout of ["tiles", "table"] as const) {
    house.portal.setSettings({ layout });
    const answer = await open();
    const reading = readingOf(answer);
    expect(reading).toMatchObject({ raw: null, reason: "extractor_broken", strategy: null });
    expect(reading.screenshotHash).toMatch(/^[0-9a-f]{64}$/);
    expect(answer.pageHash).toMatch(/^[0-9a-f]{64}$/);
  }
});

test("an empty shell is told from a page that changed; the other mirror is asked first", async () => {
  house.portal.setFaults({ empty_shell: { hosts: ["sam"] } });
  expect(await open()).toMatchObject({ mirror: "sam2" });
  house.portal.setFaults({ empty_shell: {} });
  expect(readingOf(await open())).toMatchObject({ raw: null, reason: "empty_shell" });
});

test("a page of another website is no answer", async () => {
  house.portal.setFaults({ wrong_site: {} });
  expect(readingOf(await open())).toMatchObject({ raw: null, reason: "wrong_site" });
  house.portal.setSettings({ layout: "script" });
  house.portal.setFaults({ wrong_site: { calls: ["figures"] } });
  expect(readingOf(await open())).toMatchObject({ raw: null, reason: "wrong_site" });
});

test.each(["captcha", "banned"] as const)("%s is seen before anything is read", async (fault) => {
  house.portal.setFaults({ [fault]: { calls: ["page"] } });
  await expect(open()).rejects.toMatchObject({ trouble: fault });
});

test("a page that is logged out signs in again, in the page's own calls too", async () => {
  house.portal.setSettings({ layout: "script" });
  await open();
  house.portal.setFaults({ logged_out: { calls: ["figures"], times: 1 } });
  expect(ratioOf(readingOf(await open()))).toBe(truth(shop()));
  expect(house.portal.logIns()).toBe(2);
});

test("a first mirror that fails under the page is left for the second", async () => {
  for (const fault of ["html_instead", "mirror_down"] as const) {
    house.portal.setFaults({ [fault]: { hosts: ["sam"] } });
    expect(await open()).toMatchObject({ mirror: "sam2" });
  }
  house.portal.setFaults({ html_instead: {} });
  await expect(open()).rejects.toBeInstanceOf(Transient);
});

test("the page stands in for the engagement call, with less trust", async () => {
  const answer = await open();
  expect(ratioOf(readingOf(answer, "bounce_rate"))).toBe(
    house.portal.truthOf(shop()).metrics["bounce_rate"]?.value,
  );
  expect(readingOf(answer, "avg_visit_duration")).toMatchObject({ trust: 0.7 });
});

test("without a browser the page's own metric says so in one sentence, and nothing is sent", async () => {
  const answer = await house.ask("traffic-analytics", shop());
  expect(answer.readings).toMatchObject([
    { metric: "conversion_rate", reason: "no_browser", detail: expect.stringContaining("millrace doctor") },
  ]);
  expect(house.portal.requests()).toEqual([]);
});
