import type { Element } from "domhandler";
import { unwrapLink } from "../extraction/linkedin-url.ts";
import { escapeHtml } from "./escape.ts";
import { findRaw, type Range } from "./locate.ts";
import type { MarkWriter } from "./mark-writer.ts";

/** A range of an attribute's value that has to be marked. */
export interface AttributeTarget {
  element: Element;
  name: string;
  range: Range;
}

const longestValue = 300;
const mostAttributes = 20;

/** An attribute of an element that holds a raw text. */
export function attributeTarget(element: Element, name: string, raw: string): AttributeTarget | null {
  const value = element.attribs[name] ?? "";
  const range =
    findRaw(value, raw) ??
    (raw.startsWith("http") && unwrapLink(value).startsWith(raw) ? { start: 0, end: value.length } : null);
  return range === null ? null : { element, name, range };
}

/** The first attribute among elements that holds a raw text. */
export function findAttribute(elements: Iterable<Element>, raw: string): AttributeTarget | null {
  for (const element of elements) {
    for (const name of Object.keys(element.attribs)) {
      const target = attributeTarget(element, name, raw);
      if (target !== null) return target;
    }
  }
  return null;
}

/** Prints the tags of the elements with the wanted values marked. */
export function attributePanel(targets: readonly AttributeTarget[], marks: MarkWriter): string {
  const elements = [...new Set(targets.map((target) => target.element))];
  return elements
    .map(
      (element) =>
        `<pre class="tag">${tagOf(
          element,
          targets.filter((target) => target.element === element),
          marks,
        )}</pre>`,
    )
    .join("\n");
}

function tagOf(element: Element, targets: readonly AttributeTarget[], marks: MarkWriter): string {
  const isTarget = (name: string) => targets.some((target) => target.name === name);
  const shown = Object.entries(element.attribs).filter(
    ([name], index) => index < mostAttributes || isTarget(name),
  );
  const lines = shown.map(([name, value]) => {
    const target = targets.find((item) => item.name === name);
    const text =
      target === undefined
        ? escapeHtml(value.length > longestValue ? `${value.slice(0, longestValue)}…` : value)
        : marks.within(value, target.range, 1_000);
    return `\n  <span class="key">${escapeHtml(name)}</span>: &quot;${text}&quot;`;
  });
  return `&lt;${escapeHtml(element.name)}&gt;${lines.join("")}`;
}
