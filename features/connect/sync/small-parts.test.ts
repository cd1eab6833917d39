import { Transient } from "@millrace/platform/errors";
import { expect, test } from "vitest";
import { dueTimes, planOfSchedule } from "../connections/planned-times.ts";
import { connectionSchedule } from "../contract.ts";
import { fieldHash, RecordHasher } from "../records/record-hash.ts";
import { BoundedQueue } from "./bounded-queue.ts";
import type { Draft } from "./assemble-batches.ts";
import { firstCheckpoint } from "./checkpoint.ts";
import { syncIdOf } from "./sync-identity.ts";
import { parseRowPlace } from "./trace-row.ts";
import { UploadLane } from "./upload-lane.ts";

const scheduleOf = (given: Record<string, unknown>) => connectionSchedule.parse(given);
const at = (text: string) => Date.parse(text);

test("the same planned time of a connection is the same sync, whatever its name is written with", () => {
  const connection = { id: "0190", name: "Yotpo → Treasure Data (été)" };
  expect(syncIdOf(connection, "2026-11-29T03:00:00.400Z")).toBe(
    syncIdOf(connection, "2026-11-29T04:00:00+01:00"),
  );
  expect(syncIdOf(connection, "2026-11-29T03:00:00Z")).toMatch(
    /^yotpo-treasure-data-ete-[0-9a-f]{6}-20261129t030000z$/u,
  );
  expect(syncIdOf({ id: "1", name: "→→" }, "2026-11-29T03:00:00Z")).toMatch(
    /^[0-9a-f]{6}-20261129t030000z$/u,
  );
});

test("a row's place is read with colons or slashes; anything else is none", () => {
  expect(parseRowPlace("my-sync-1:17:42")).toEqual({ syncId: "my-sync-1", page: 17, offset: 42 });
  expect(parseRowPlace("my-sync-1/17/42")).toEqual({ syncId: "my-sync-1", page: 17, offset: 42 });
  for (const wrong of ["", "a:b:c", "x:1", "x:1:2:3"]) expect(parseRowPlace(wrong)).toBeNull();
});

test("a record's hash does not depend on the order of its fields, and depends on each of them", () => {
  const hasher = new RecordHasher();
  expect(hasher.of({ a: 1, b: "x" })).toBe(new RecordHasher().of({ b: "x", a: 1 }));
  expect(hasher.of({ a: 1, b: "x" })).not.toBe(hasher.of({ a: 1, b: "y" }));
  expect(hasher.of({ a: 1, b: 2 })).not.toBe(hasher.of({ a: 2, b: 1 }));
  expect(hasher.of({ a: { x: 1, y: 2 }, b: null })).toBe(hasher.of({ a: { y: 2, x: 1 } }));
  expect(fieldHash(1)).not.toBe(fieldHash("1"));
  expect(fieldHash({ x: 1, y: [2] })).toBe(fieldHash({ y: [2], x: 1 }));
});

test("an interval's times are the same for everybody, and cron follows its time zone", () => {
  expect(
    planOfSchedule(scheduleOf({ every_minutes: 15 })).newestWithin(
      at("2026-11-29T10:01:00Z"),
      at("2026-11-29T10:31:00Z"),
      9,
    ),
  ).toEqual([at("2026-11-29T10:15:00Z"), at("2026-11-29T10:30:00Z")]);
  const nightly = planOfSchedule(scheduleOf({ cron: "0 3 * * *", time_zone: "Europe/Paris" }));
  expect(nightly.nextAfter(at("2026-11-29T00:00:00Z"))).toBe(at("2026-11-29T02:00:00Z"));
});

test("missed times are left out, caught up by the newest, or all caught up, as the schedule says", () => {
  const decided = at("2026-11-26T12:00:00Z");
  const now = at("2026-11-29T12:00:00Z");
  const daily = { cron: "0 3 * * *" };
  expect(dueTimes(scheduleOf({ ...daily, missed: "skip" }), decided, now)).toEqual([]);
  expect(dueTimes(scheduleOf({ ...daily, missed: "latest" }), decided, now)).toEqual([
    at("2026-11-29T03:00:00Z"),
  ]);
  expect(dueTimes(scheduleOf({ ...daily, missed: "all" }), decided, now)).toEqual([
    at("2026-11-27T03:00:00Z"),
    at("2026-11-28T03:00:00Z"),
    at("2026-11-29T03:00:00Z"),
  ]);
});

test("who puts into a full queue waits, and gets no place once nobody takes any more", async () => {
  const queue = new BoundedQueue<number>(1);
  expect(await queue.put(1)).toBe(true);
  let isSecondIn = false;
  const second = queue.put(2).then(() => (isSecondIn = true));
  expect([queue.size, isSecondIn]).toEqual([1, false]);
  for await (const item of queue) {
    expect(item).toBe(1);
    break;
  }
  await second;
  expect(await queue.put(3)).toBe(false);
});

test("a queue gives what it had before it tells what went wrong", async () => {
  const queue = new BoundedQueue<number>(3);
  await queue.put(1);
  queue.end({ error: new Error("broken") });
  expect(await queue.takeAll()).toEqual([1]);
  queue.release(1);
  await expect(queue.takeAll()).rejects.toThrow("broken");
});

const draftOf = (number: number): Draft => ({
  batch: { number, columns: [], rows: [] },
  checkpoint: { ...firstCheckpoint({ fields: [] }), batch: number },
  bad: [],
  keyChanges: [],
});

test("batches are sent side by side, no more than the lane is wide, and saved in their order", async () => {
  const answers = new Map<number, () => void>();
  const saved: number[] = [];
  let most = 0;
  const lane = new UploadLane({
    width: 2,
    held: new Set([3]),
    signal: new AbortController().signal,
    delivery: {
      write: ({ number }) =>
        new Promise((resolve) => {
          answers.set(number, () => resolve({ rows: 0, bytes: 1 }));
          most = Math.max(most, answers.size);
        }),
    },
    save: async ({ checkpoint }) => void saved.push(checkpoint.batch),
    onWaiting: () => undefined,
  });
  await lane.submit(draftOf(1));
  await lane.submit(draftOf(2));
  const third = lane.submit(draftOf(3));
  answers.get(2)?.();
  await third;
  expect(saved).toEqual([]);
  answers.get(1)?.();
  await lane.drain();
  expect(saved).toEqual([1, 2, 3]);
  expect(answers.has(3)).toBe(false);
  expect(most).toBe(2);
});

test("nothing behind a batch that failed is saved, and whoever submits hears of it", async () => {
  const saved: number[] = [];
  const lane = new UploadLane({
    width: 4,
    held: new Set(),
    signal: new AbortController().signal,
    delivery: {
      write: ({ number }) =>
        number === 2 ? Promise.reject(new Error("refused")) : Promise.resolve({ rows: 0, bytes: 0 }),
    },
    save: async ({ checkpoint }) => void saved.push(checkpoint.batch),
    onWaiting: () => undefined,
  });
  for (const number of [1, 2, 3]) await lane.submit(draftOf(number));
  await expect(lane.drain()).rejects.toThrow("refused");
  await expect(lane.submit(draftOf(4))).rejects.toThrow("refused");
  expect(saved).toEqual([1]);
});

test("a batch that met a fault is written again, and whoever follows is told what is waited for", async () => {
  const told: string[] = [];
  const saved: number[] = [];
  let writes = 0;
  const lane = new UploadLane({
    width: 1,
    held: new Set(),
    signal: new AbortController().signal,
    delivery: {
      write: () => {
        writes += 1;
        return writes === 1
          ? Promise.reject(new Transient("Treasure Data answered with status 503."))
          : Promise.resolve({ rows: 0, bytes: 0 });
      },
    },
    save: async ({ checkpoint }) => void saved.push(checkpoint.batch),
    onWaiting: (message) => void told.push(message),
  });
  await lane.submit(draftOf(1));
  await lane.drain();
  expect(saved).toEqual([1]);
  expect(told).toEqual(["The destination is asked again in 1 s: Treasure Data answered with status 503."]);
});
