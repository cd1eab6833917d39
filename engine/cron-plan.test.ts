import { expect, test } from "vitest";
import { planOf } from "./cron-plan.ts";
import { dueTimesOf, missedAfterMs, mostCaughtUp } from "./due-times.ts";

const paris = (cron: string) => planOf({ name: "test", cron, timeZone: "Europe/Paris" });

/** The planned times from one instant on, as ISO without milliseconds. */
function plannedFrom(cron: string, from: string, times: number): string[] {
  const plan = paris(cron);
  const planned: string[] = [];
  let atMs: number | null = Date.parse(from);
  for (let index = 0; index < times && atMs !== null; index += 1) {
    atMs = plan.nextAfter(atMs);
    if (atMs !== null) planned.push(new Date(atMs).toISOString().replace(":00.000Z", "Z"));
  }
  return planned;
}

test("a daily time that does not exist in spring comes right after the gap", () => {
  // 29 March 2026: 02:00 becomes 03:00 (01:00Z), so there is no 02:30.
  expect(plannedFrom("30 2 * * *", "2026-03-28T00:00:00Z", 3)).toEqual([
    "2026-03-28T01:30Z",
    "2026-03-29T01:00Z",
    "2026-03-30T00:30Z",
  ]);
});

test("a daily time that comes twice in autumn counts once, the first", () => {
  // 25 October 2026: 03:00 becomes 02:00 (01:00Z), so 02:30 comes at 00:30Z and at 01:30Z.
  expect(plannedFrom("30 2 * * *", "2026-10-24T12:00:00Z", 2)).toEqual([
    "2026-10-25T00:30Z",
    "2026-10-26T01:30Z",
  ]);
});

test("a plan by interval goes on by elapsed time through both changes", () => {
  expect(plannedFrom("*/30 * * * *", "2026-10-25T00:15:00Z", 4)).toEqual([
    "2026-10-25T00:30Z",
    "2026-10-25T01:00Z",
    "2026-10-25T01:30Z",
    "2026-10-25T02:00Z",
  ]);
  expect(plannedFrom("*/30 * * * *", "2026-03-29T00:15:00Z", 3)).toEqual([
    "2026-03-29T00:30Z",
    "2026-03-29T01:00Z",
    "2026-03-29T01:30Z",
  ]);
});

test("the time of day is the zone's in summer and in winter", () => {
  expect(plannedFrom("0 9 * * *", "2026-07-01T12:00:00Z", 1)).toEqual(["2026-07-02T07:00Z"]);
  expect(plannedFrom("0 9 * * *", "2026-12-01T12:00:00Z", 1)).toEqual(["2026-12-02T08:00Z"]);
});

test("times read backwards are those read forwards, through a whole year of changes", () => {
  for (const cron of ["30 2 * * *", "*/20 1-3 * * *", "0 3 * * SUN", "15 2,14 * * *"]) {
    const plan = paris(cron);
    const [fromMs, untilMs] = [Date.parse("2026-01-01T00:00:00Z"), Date.parse("2027-01-01T00:00:00Z")];
    const forwards: number[] = [];
    for (let atMs = plan.nextAfter(fromMs); atMs !== null && atMs <= untilMs; atMs = plan.nextAfter(atMs))
      forwards.push(atMs);
    expect(plan.newestWithin(fromMs, untilMs, 10_000), cron).toEqual(forwards);
  }
});

test("an expression or a zone that is not valid is refused with the schedule's name", () => {
  const refused = (cron: string, timeZone: string) => () => planOf({ name: "nightly", cron, timeZone });
  expect(refused("61 * * * *", "UTC")).toThrow('Schedule nightly has the cron expression "61 * * * *"');
  expect(refused("* * * *", "UTC")).toThrow("nightly");
  expect(refused("* * * * *", "Mars/Base")).toThrow('"Mars/Base", which is not an IANA name');
});

const hourly = paris("0 * * * *");
const noon = Date.parse("2026-06-01T12:00:00Z");
const hours = (count: number) => count * 3_600_000;

test("of the times missed while nobody ran, skip starts none, latest one, all each", () => {
  const nowMs = noon + hours(0.5);
  const due = (policy: "skip" | "latest" | "all") => dueTimesOf(hourly, policy, noon - hours(2.5), nowMs);
  expect(due("skip")).toEqual([]);
  expect(due("latest")).toEqual([noon]);
  expect(due("all")).toEqual([noon - hours(2), noon - hours(1), noon]);
});

test("a time that just came is started under every policy, and is the latest when others were missed", () => {
  const due = (policy: "skip" | "latest" | "all") =>
    dueTimesOf(hourly, policy, noon - hours(1.5), noon + 500);
  expect(due("skip")).toEqual([noon]);
  expect(due("latest")).toEqual([noon]);
  expect(due("all")).toEqual([noon - hours(1), noon]);
  const byTheSecond = paris("* * * * * *");
  expect(dueTimesOf(byTheSecond, "skip", noon - 10_000, noon)).toHaveLength(10);
});

test("all starts at most the newest hundred of the missed times", () => {
  const due = dueTimesOf(hourly, "all", noon - hours(1_000), noon + missedAfterMs + 1);
  expect(due).toHaveLength(mostCaughtUp);
  expect(due.at(-1)).toBe(noon);
});

test("nothing decided is due again", () => {
  expect(dueTimesOf(hourly, "all", noon, noon + 100)).toEqual([]);
});
