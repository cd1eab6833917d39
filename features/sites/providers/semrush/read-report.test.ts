import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readReport } from "./read-report.ts";

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, "fixtures", name), "utf8");

test("a report is rows by the names of their columns", () => {
  expect(readReport(fixture("domain-rank.csv"))).toEqual({
    rows: [{ Domain: "seobook.com", "Organic Traffic": "8151", "Adwords Traffic": "0" }],
  });
});

test("a quoted field may hold semicolons", () => {
  expect(readReport(fixture("traffic-summary.csv"))).toMatchObject({
    rows: [
      {
        target: "wittypen.com",
        visits: "6620",
        time_on_site: "747",
        bounce_rate: "0.2891",
        device_type: "all",
      },
      { target: "rubick.ai", categories: "n/a", bounce_rate: "1" },
    ],
  });
});

test("an error is told from a report by its first word", () => {
  expect(readReport(fixture("nothing-found.txt"))).toEqual({ error: { code: 50, message: "NOTHING FOUND" } });
});

test("anything else is no report", () => {
  expect(readReport("")).toBeNull();
  expect(readReport("upstream timed out")).toBeNull();
});
