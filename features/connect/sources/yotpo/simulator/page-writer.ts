import { readCursor, writeCursor } from "./cursors.ts";
import type { Place } from "./customer-shelf.ts";
import type { Shop } from "./shop.ts";

/** Written pages kept for whoever asks for them again, bytes: a benchmark measures us and not the simulator. */
const cacheBytes = 128_000_000;

export interface WrittenPage {
  bytes: Uint8Array<ArrayBuffer>;
  customers: number;
  fault: string | null;
}

interface CachedPage {
  /** The list of customers as JSON. */
  list: Uint8Array;
  customers: number;
  next: Place | null;
}

/** Pages by cursor and size; null for a cursor that is none. Drifts as the shop's settings say. */
export function pageWriter(shop: Shop): (cursor: string | null, size: number) => WrittenPage | null {
  const cache = pageCache(shop);
  let pages = 0;
  return (cursor, size) => {
    const nowMs = shop.clock.now();
    const { cursorLifetimeMs, drift } = shop.settings();
    const place = cursor === null ? shop.shelf.first() : readCursor(cursor, nowMs, cursorLifetimeMs);
    if (place === null) return null;
    const page = cache(place, size);
    pages += 1;
    if (drift !== null && pages % drift.everyPages === 0) shop.shelf.change(drift.change);
    const { next, list, customers, fault } = withEndlessFaults(shop, page, place, cursor);
    const head = Buffer.from('{"customers":');
    const tail = Buffer.from(
      `,${JSON.stringify(shop.api.cursorAt)}:{"next_page_info":${JSON.stringify(next)}}}`,
    );
    const bytes = new Uint8Array(head.length + list.length + tail.length);
    bytes.set(head);
    bytes.set(list, head.length);
    bytes.set(tail, head.length + list.length);
    return { bytes, customers, fault };
  };
}

function withEndlessFaults(
  shop: Shop,
  page: CachedPage,
  place: Place,
  cursor: string | null,
): { list: Uint8Array; customers: number; next: string | null; fault: string | null } {
  const to = (there: Place): string => writeCursor(there, shop.clock.now(), shop.nextNumber());
  const { faults, shelf } = shop;
  if (faults.strikes("repeated_cursor", null) !== null)
    return { ...page, next: cursor ?? to(place), fault: "repeated_cursor" };
  if (faults.strikes("endless_cursor", null) !== null)
    return { ...page, next: to(shelf.first()), fault: "endless_cursor" };
  if (faults.strikes("endless_empty", null) !== null)
    return { list: Buffer.from("[]"), customers: 0, next: to(place), fault: "endless_empty" };
  return { ...page, next: page.next === null ? null : to(page.next), fault: null };
}

function pageCache(shop: Shop): (place: Place, size: number) => CachedPage {
  const { shelf } = shop;
  const pages = new Map<string, CachedPage>();
  let revision = shelf.revision();
  let bytes = 0;
  return (place, size) => {
    if (shelf.revision() !== revision) {
      pages.clear();
      bytes = 0;
      revision = shelf.revision();
    }
    const key = `${place.index}:${size}`;
    const known = pages.get(key);
    if (known !== undefined) return known;
    const { texts, next } = shelf.page(place, size);
    const page = { list: Buffer.from(`[${texts.join(",")}]`), customers: texts.length, next };
    if (!shop.settings().throttle && bytes + page.list.byteLength <= cacheBytes) {
      pages.set(key, page);
      bytes += page.list.byteLength;
    }
    return page;
  };
}
