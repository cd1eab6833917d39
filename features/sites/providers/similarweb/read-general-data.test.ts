import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readGeneralData } from "./read-general-data.ts";

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", name), "utf8"));

test("numbers come as strings, visits with decimals that are rounded", () => {
  expect(readGeneralData(fixture("general-data.json"))).toMatchObject({
    siteName: "money.udn.com",
    asOf: "2026-09",
    content: { engagments: { visits: 4_323_489, bounce_rate: "0.555", time_on_site: "121.95" } },
  });
});

test("the older spelling is read as well", () => {
  expect(readGeneralData(fixture("general-data-snake-case.json"))).toMatchObject({
    siteName: "example.com",
    asOf: "2026-10",
    content: { engagments: { visits: 220_857_250, bounce_rate: "0.536", time_on_site: "261" } },
  });
});

test("an error is no general data", () => {
  expect(readGeneralData(fixture("data-not-found.json"))).toBeNull();
});
