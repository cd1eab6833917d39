import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { olderThan, pageSize, type FoundPage, type SearchAt } from "./listing-page.ts";

/** A list, newest first, that changes as told each time somebody looks at it. */
function movingList(ids: number[], changes: { added: number; removedAt: number[] }[]) {
  let newest = Math.max(...ids, 0);
  const list = [...ids];
  const removed = new Set<number>();
  let looks = 0;
  const search: SearchAt = (start) => {
    const change = changes[looks];
    looks += 1;
    if (change !== undefined) {
      for (let count = 0; count < change.added; count += 1) list.unshift((newest += 1));
      for (const position of change.removedAt) {
        for (const id of list.splice(position % Math.max(1, list.length), 1)) removed.add(id);
      }
    }
    const links = list
      .slice(start, start + pageSize)
      .map((id, index) => ({ id: String(id), url: `https://site.example/${id}`, position: start + index }));
    const page: FoundPage = {
      kind: "links",
      links,
      total: list.length,
      isLast: start + pageSize >= list.length,
    };
    return Promise.resolve(page);
  };
  return { search, removed };
}

async function readAll(search: SearchAt): Promise<number[]> {
  const read: number[] = [];
  let lastId: string | null = null;
  let near = 0;
  for (;;) {
    const page = await olderThan(lastId, near, search);
    if (page.kind === "other") throw new Error("the list always answers with links");
    for (const link of page.links) {
      read.push(Number(link.id));
      lastId = link.id;
      near = link.position + 1;
    }
    if (page.isLast) return read;
  }
}

describe("reading a list that moves", () => {
  it("finds every post that stayed, once and in order, whatever appears above and disappears meanwhile", async () => {
    const change = fc.record({ added: fc.nat(13), removedAt: fc.array(fc.nat(80), { maxLength: 6 }) });
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.array(change, { maxLength: 12 }), async (length, changes) => {
        const ids = Array.from({ length }, (_, index) => length - index);
        const { search, removed } = movingList(ids, changes);
        const read = await readAll(search);
        expect(read).toEqual(read.toSorted((a, b) => b - a));
        expect(new Set(read).size).toBe(read.length);
        expect(read).toEqual(
          expect.arrayContaining(ids.filter((id) => !removed.has(id) && id <= (read[0] ?? 0))),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("steps back when posts above were deleted and others slipped over the page's edge", async () => {
    const ids = Array.from({ length: 35 }, (_, index) => 100 - index);
    const { search } = movingList(ids, [
      { added: 0, removedAt: [] },
      { added: 0, removedAt: [0, 0, 0, 0] },
    ]);
    expect(await readAll(search)).toEqual(ids);
  });
});
