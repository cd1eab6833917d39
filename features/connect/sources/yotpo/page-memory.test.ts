import { expect, test } from "vitest";
import { PageMemory } from "./page-memory.ts";

const page = (first: number, next: string | null) => ({
  records: [{ email: `${first}@shop.example` }, { email: `${first + 1}@shop.example` }],
  next,
});

test("a long list that ends is believed", () => {
  const memory = new PageMemory(null);
  for (let number = 0; number < 1_000; number += 1)
    expect(memory.troubleWith(page(number, `cursor-${number}`))).toBeNull();
  expect(memory.troubleWith(page(0, null))).toBeNull();
});

test("a cursor is not followed twice, the one reading began with neither", () => {
  expect(new PageMemory("a").troubleWith(page(1, "a"))).toMatch(/cursor that was there before/);
  const memory = new PageMemory("a");
  expect(memory.troubleWith(page(1, "b"))).toBeNull();
  expect(memory.troubleWith(page(2, "c"))).toBeNull();
  expect(memory.troubleWith(page(3, "b"))).toMatch(/cursor that was there before/);
});

test("a page that comes again is nothing yet, a list that does is", () => {
  const memory = new PageMemory(null);
  const firsts = [1, 2, 3, 1, 2, 4, 1, 2, 3];
  const troubles = firsts.map((first, at) => memory.troubleWith(page(first, `cursor-${at}`)));
  expect(troubles.slice(0, -1).every((trouble) => trouble === null)).toBe(true);
  expect(troubles.at(-1)).toMatch(/records that were there before/);
});

test("some empty pages are nothing, ten in a row are", () => {
  const memory = new PageMemory(null);
  const empty = (at: number) => memory.troubleWith({ records: [], next: `cursor-${at}` });
  for (let at = 0; at < 9; at += 1) expect(empty(at)).toBeNull();
  expect(memory.troubleWith(page(1, "between"))).toBeNull();
  for (let at = 10; at < 19; at += 1) expect(empty(at)).toBeNull();
  expect(empty(19)).toMatch(/without any record/);
});
