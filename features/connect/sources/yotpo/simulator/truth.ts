import type { Shop } from "./shop.ts";

/** Customers as they are now, in the order of the list, each as JSON. */
export function trueCustomers(
  { shelf }: Pick<Shop, "shelf">,
  offset = 0,
  limit = Number.POSITIVE_INFINITY,
): string[] {
  return shelf.texts().drop(offset).take(limit).toArray();
}
