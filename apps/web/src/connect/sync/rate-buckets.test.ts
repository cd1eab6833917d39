import { describe, expect, it } from "vitest";
import { summarizeRate } from "./rate-buckets.ts";

const at = (second: number) => new Date(second * 1000).toISOString();

describe("the rate of a sync", () => {
  it("shows every second, those without a request too", () => {
    const { buckets, total, highest } = summarizeRate(
      [
        { at: at(10), requests: 5 },
        { at: at(13), requests: 4 },
      ],
      60,
    );
    expect(buckets.map(({ requests }) => requests)).toEqual([5, 0, 0, 4]);
    expect({ total, highest }).toEqual({ total: 9, highest: 5 });
  });

  it("never hides a busy second when seconds are drawn together", () => {
    const points = Array.from({ length: 1000 }, (_, second) => ({
      at: at(second),
      requests: second === 777 ? 9 : 5,
    }));
    const { buckets, secondsPerBucket } = summarizeRate(points, 120);
    expect(secondsPerBucket).toBe(9);
    expect(buckets.length).toBeLessThanOrEqual(120);
    expect(buckets.filter(({ requests }) => requests === 9)).toHaveLength(1);
  });

  it("is empty before the first request", () => {
    expect(summarizeRate([], 60)).toEqual({ buckets: [], secondsPerBucket: 1, total: 0, highest: 0 });
  });
});
