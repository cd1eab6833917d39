import { until } from "@millrace/platform/testing";
import type { FiguresStarted, Session, Website, WebsiteMetrics } from "@millrace/sites/contract";
import { afterAll, expect, test } from "vitest";
import { json, openTestHouse } from "./testing/test-house.ts";

const house = await openTestHouse({ site: { posts: 1 } });
afterAll(() => house[Symbol.asyncDispose]());

const formOf = (text: string, fields: Record<string, string> = {}): RequestInit => {
  const form = new FormData();
  form.append("file", new File([text], "figures.csv"));
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return { method: "POST", body: form };
};

test("figures of a file become metrics with the file and the line as their provenance; what counts for nothing is told", async () => {
  const { body: shop } = await house.call<Website>("/websites", json({ domain: "shop.example" }));
  const text = [
    "Site;Visites;Taux de rebond;Durée moyenne des visites;Date;Note",
    "https://www.shop.example/;1,8 M;< 0,01 %;01:23;2026-10;ok",
    "shop.example;5;5;5;2026-09;older",
    "other.example;12 000;45 %;;;",
    "localhost;1;1;1;;",
  ].join("\n");
  const { status, headers, body } = await house.call<FiguresStarted>("/scraping/figures", formOf(text));
  expect(status, JSON.stringify(body)).toBe(202);
  expect(body).toMatchObject({
    rows: 4,
    websites: 2,
    added: 0,
    unknown: 1,
    unknown_sample: ["other.example"],
  });
  expect(body.columns).toEqual({
    visits: "Visites",
    bounce_rate: "Taux de rebond",
    avg_visit_duration: "Durée moyenne des visites",
  });
  expect(body.ignored_columns).toEqual(["Note"]);
  expect(body.refused_sample.map(({ line }) => line)).toEqual([3, 5]);
  await until("the session has ended", async () => {
    const now = await house.call<Session>(headers.get("location")?.replace("/api/v1", "") ?? "");
    return now.body.status === "succeeded";
  });
  const { body: read } = await house.call<WebsiteMetrics>(`/websites/${shop.id}/metrics`);
  const of = (metric: string) => read.metrics.find((one) => one.metric === metric);
  expect(of("visits")).toMatchObject({
    value: 1_800_000,
    raw: "1,8 M",
    provenance: { source: "file", provider: "csv", place: "line 2, column “Visites”", as_of: "2026-10" },
  });
  expect(of("bounce_rate")).toMatchObject({ kind: "below", high: 0.0001 });
  expect(of("avg_visit_duration")).toMatchObject({ value: 83 });
});

test("websites of the file are added when that is asked, and a file without figures is refused", async () => {
  const text = "domain,visits\nnew.example,3";
  const refused = await house.call<{ code: string }>(
    "/scraping/figures",
    formOf(text, { workspace: "test" }),
  );
  expect([refused.status, refused.body.code]).toEqual([422, "no_figures"]);
  const added = await house.call<FiguresStarted>(
    "/scraping/figures",
    formOf(text, { workspace: "test", add_missing: "true" }),
  );
  expect(added.body).toMatchObject({ added: 1, unknown: 0 });
  expect(added.body.session.workspace).toBe("test");
  const nothing = await house.call<{ code: string }>("/scraping/figures", formOf("domain\nnew.example"));
  expect([nothing.status, nothing.body.code]).toEqual([422, "no_figures"]);
});
