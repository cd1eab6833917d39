import { expect, test } from "vitest";
import { HostSlots } from "./host-slots.ts";

const never = new AbortController().signal;

test("at most the limit holds a slot of a key, the others come in their order, other keys are free", async () => {
  const slots = new HostSlots();
  const order: number[] = [];
  const first = await slots.acquire("a", 1, never);
  const waiting = [1, 2, 3].map(async (place) => {
    using _slot = await slots.acquire("a", 1, never);
    order.push(place);
  });
  (await slots.acquire("b", 1, never))[Symbol.dispose]();
  expect(order).toEqual([]);
  first[Symbol.dispose]();
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
});

test("an abort that comes with the slot already handed over takes nobody else's place", async () => {
  const slots = new HostSlots();
  const abort = new AbortController();
  const first = await slots.acquire("a", 1, never);
  const second = slots.acquire("a", 1, abort.signal);
  const third = slots.acquire("a", 1, never);
  first[Symbol.dispose]();
  abort.abort(new Error("cancelled"));
  (await second)[Symbol.dispose]();
  (await third)[Symbol.dispose]();
});
