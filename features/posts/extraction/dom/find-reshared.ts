import type { Element } from "domhandler";
import { all, closest, first } from "./dom-query.ts";
import type { Layout } from "./layouts.ts";

/** The element inside a post that shows somebody else's, or null. */
export function findReshared(root: Element, layout: Layout): Element | null {
  return first(root, layout.reshared) ?? (layout.confirmsAuthor === true ? quoteOf(root, layout) : null);
}

/** Scrambled layouts make the quoted words a link to the quoted post; its author stands in the same box. */
function quoteOf(root: Element, layout: Layout): Element | null {
  const link = all(root, 'a[href*="/feed/update/"]').find(
    (element) => first(element, '[data-testid="expandable-text-box"]') !== null,
  );
  if (link === undefined) return null;
  const actor = layout.authorLink.join(", ");
  const box = closest(
    link,
    (element) => element !== link && (element === root || first(element, actor) !== null),
  );
  return box === null || box === root ? link : box;
}
