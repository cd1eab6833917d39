import { describe, expect, test } from "vitest";
import type { Column } from "../../records/column.ts";
import { Decimal, type Value } from "../../values/value.ts";
import { secondsOf, timeOfRows } from "./time-of-rows.ts";

const newYear = 1_767_225_600;

describe("secondsOf", () => {
  test.each<[Value, number]>([
    ["2026-01-01T00:00:00Z", newYear],
    ["2026-01-01T01:00:00+01:00", newYear],
    ["2026-01-01T01:00:00.999+0100", newYear],
    ["2026-01-01 00:00:00 UTC", newYear],
    ["2026-01-01T00:00:00", newYear],
    ["2026-01-01 00:00", newYear],
    ["2026-01-01", newYear],
    [newYear, newYear],
    [newYear + 0.9, newYear],
    [newYear * 1000 + 999, newYear],
    [BigInt(newYear), newYear],
    [String(newYear), newYear],
    [new Decimal(`${newYear}.50`), newYear],
    ["1969-12-31T23:59:59Z", -1],
  ])("%s is %d", (value, seconds) => {
    expect(secondsOf(value)).toBe(seconds);
  });

  test.each<[Value]>([
    [null],
    [true],
    ["soon"],
    ["2026-13-45"],
    [{ at: newYear }],
    ["12/31/2026"],
    [2n ** 80n],
    [""],
  ])("%s says no time", (value) => {
    expect(secondsOf(value)).toBeNull();
  });
});

describe("timeOfRows", () => {
  const columns: Column[] = [
    { name: "seen_at", type: "timestamp" },
    { name: "_fetched_at", type: "timestamp" },
  ];
  const plannedAt = "2026-01-01T00:00:00Z";

  test("is the time field's value, where the row has one that says a time", () => {
    const timeOf = timeOfRows(columns, { timeField: "seen_at", plannedAt });
    expect(timeOf(["2026-01-01T00:00:05Z", "2026-01-01T00:00:09Z"])).toBe(newYear + 5);
    expect(timeOf([null, "2026-01-01T00:00:09Z"])).toBe(newYear + 9);
    expect(timeOf(["never", "2026-01-01T00:00:09Z"])).toBe(newYear + 9);
  });

  test("is when the record was fetched, and without provenance when the sync was planned", () => {
    expect(timeOfRows(columns, { timeField: null, plannedAt })(["2020-01-01", "2026-01-01T00:00:09Z"])).toBe(
      newYear + 9,
    );
    expect(timeOfRows(columns.slice(0, 1), { timeField: null, plannedAt })(["2020-01-01"])).toBe(newYear);
  });
});
