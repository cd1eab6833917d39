import { z } from "zod";

/** What happens to the customers; all that is given, at once. */
export const shelfChange = z
  .strictObject({
    /** Every n-th customer gets points. */
    change_every: z.int().positive().optional(),
    add_points: z.int().default(10),
    /** Every n-th customer is gone. */
    delete_every: z.int().positive().optional(),
    /** This one is gone. */
    delete_index: z.int().nonnegative().optional(),
    /** So many new ones. */
    add: z.int().nonnegative().default(0),
  })
  .describe("customers are numbered from 0 in the order in which they came");
export type ShelfChange = z.input<typeof shelfChange>;

/** Where a page begins: with a customer's number, whatever came and went before it. */
export interface Place {
  index: number;
}

export interface ShelfPage {
  texts: string[];
  /** null: there are no more. */
  next: Place | null;
}

/** Customers without memory of any of them: who they are follows from the seed and their number. */
export interface CustomerShelf {
  page(place: Place, size: number): ShelfPage;
  first(): Place;
  change(given: ShelfChange): void;
  /** Customers there now; counts them, so not for every request. */
  total(): number;
  /** Every customer there now as JSON, in order of the list. */
  texts(): Generator<string>;
  /** Counts changes, so that what was cached before one is known to be old. */
  revision(): number;
  clear(): void;
}

export interface ShelfOptions {
  count: number;
  /** The newest customers stand first, as a list of the recently updated does. */
  isNewestFirst: boolean;
  /** A customer as JSON; `points`: what was added to him since the start. */
  write: (index: number, points: number) => string;
}

export function createCustomerShelf({ count, isNewestFirst, write }: ShelfOptions): CustomerShelf {
  let numbered = count;
  let revision = 0;
  let pointRules: { every: number; points: number; until: number }[] = [];
  let deletionRules: { every: number; until: number }[] = [];
  let deleted = new Set<number>();

  const isThere = (index: number): boolean =>
    !deleted.has(index) &&
    deletionRules.every(({ every, until }) => index >= until || index % every !== every - 1);
  const pointsOf = (index: number): number =>
    pointRules.reduce((sum, { every, points, until }) => {
      const isConcerned = index < until && index % every === every - 1;
      return isConcerned ? sum + points : sum;
    }, 0);
  const first = (): Place => ({ index: isNewestFirst ? numbered - 1 : 0 });
  const step = isNewestFirst ? -1 : 1;
  const isListed = (index: number): boolean => index >= 0 && index < numbered;
  const nextThere = (from: number): number | null => {
    for (let index = from; isListed(index); index += step) if (isThere(index)) return index;
    return null;
  };
  return {
    first,
    page: ({ index: start }, size) => {
      const texts: string[] = [];
      let index = nextThere(start);
      for (; index !== null && texts.length < size; index = nextThere(index + step))
        texts.push(write(index, pointsOf(index)));
      return { texts, next: index === null ? null : { index } };
    },
    change: (given) => {
      const change = shelfChange.parse(given);
      const until = numbered;
      if (change.change_every !== undefined)
        pointRules.push({ every: change.change_every, points: change.add_points, until });
      if (change.delete_every !== undefined) deletionRules.push({ every: change.delete_every, until });
      if (change.delete_index !== undefined) deleted.add(change.delete_index);
      numbered += change.add;
      revision += 1;
    },
    total: () => {
      if (deletionRules.length === 0) return numbered - deleted.size;
      let there = 0;
      for (let index = 0; index < numbered; index += 1) if (isThere(index)) there += 1;
      return there;
    },
    *texts() {
      for (let index = nextThere(first().index); index !== null; index = nextThere(index + step))
        yield write(index, pointsOf(index));
    },
    revision: () => revision,
    clear: () => {
      numbered = count;
      revision += 1;
      pointRules = [];
      deletionRules = [];
      deleted = new Set();
    },
  };
}
