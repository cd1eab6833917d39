import { _compileUnsafe as compile, is, selectAll, selectOne } from "css-select";
import { type ChildNode, Element, Text } from "domhandler";

type Query = ReturnType<typeof compile<ChildNode, Element>>;

const compiled = new Map<string, Query>();

function queryOf(selector: string): Query {
  let query = compiled.get(selector);
  if (query === undefined) {
    query = compile<ChildNode, Element>(selector, { xmlMode: true });
    compiled.set(selector, query);
  }
  return query;
}

/** The first element under `root` that a selector matches, in page order. */
export function first(root: Element, selector: string): Element | null {
  return selectOne<ChildNode, Element>(queryOf(selector), root.children);
}

/** All elements under `root` that a selector matches. */
export function all(root: Element, selector: string): Element[] {
  return selectAll<ChildNode, Element>(queryOf(selector), root.children);
}

/** Whether the element itself matches. */
export function matches(element: Element, selector: string): boolean {
  return is<ChildNode, Element>(element, queryOf(selector));
}

/** Attribute of elements that the end of the file cut. */
export const cutMark = "data-cut-by-end-of-file";

/** Whether the end of the file came before the element's. */
export function isCut(element: Element): boolean {
  return element.attribs[cutMark] !== undefined;
}

/** The text of an element as one line; a text that is cut is none. */
export function lineOf(element: Element | null): string {
  return element === null || isCut(element)
    ? ""
    : rawText(element)
        .replaceAll(/[\s\u00a0]+/g, " ")
        .trim();
}

function rawText(node: ChildNode): string {
  if (node instanceof Text) return node.data;
  return node instanceof Element ? node.children.map(rawText).join("") : "";
}

/** The element itself or the nearest one around it that fits. */
export function closest(element: Element, fits: (element: Element) => boolean): Element | null {
  for (let at: unknown = element; at instanceof Element; at = at.parent) if (fits(at)) return at;
  return null;
}

/** Takes an element out of its tree. */
export function detach(element: Element): void {
  const parent = element.parent;
  if (parent === null) return;
  parent.children = parent.children.filter((child) => child !== element);
  for (const [index, child] of parent.children.entries()) {
    child.prev = parent.children[index - 1] ?? null;
    child.next = parent.children[index + 1] ?? null;
  }
  element.parent = null;
}

/** A short selector that points a person to an element. */
export function describe(element: Element): string {
  for (const name of [
    "data-test-id",
    "data-testid",
    "data-view-name",
    "data-activity-urn",
    "data-urn",
    "data-id",
  ]) {
    const value = element.attribs[name];
    if (value !== undefined && value !== "") return `${element.name}[${name}="${value}"]`;
  }
  const className = element.attribs.class?.trim().split(/\s+/)[0];
  return className === undefined || className === "" ? element.name : `${element.name}.${className}`;
}
