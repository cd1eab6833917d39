import type { Element } from "domhandler";

/** Elements that are shown, and as what. Everything else is unwrapped or left out. */
const shownAs: Readonly<Record<string, string>> = Object.fromEntries([
  ..."div span p article section header footer main nav aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th strong b em i u s small sub sup br hr blockquote pre figure figcaption time"
    .split(" ")
    .map((name) => [name, name] as const),
  ["a", "a"],
  ["button", "span"],
  ["label", "span"],
  ["mark", "span"],
  ["form", "div"],
  ["details", "div"],
  ["summary", "div"],
]);

/** Elements that are left out with everything inside: active, hidden from people, or of another language than HTML. */
const leftOut = new Set(
  "script style noscript noembed noframes iframe frame frameset object embed applet portal template svg math head title meta base link code param select option textarea input audio video source track canvas map area xmp plaintext listing dialog slot".split(
    " ",
  ),
);

/** The element to write instead, or null to write the children alone. */
export function shownName(element: Element): string | null {
  return Object.hasOwn(shownAs, element.name) ? shownAs[element.name]! : null;
}

/** Whether anything of an element is shown. */
export function isRendered(element: Element): boolean {
  return !leftOut.has(element.name.toLowerCase()) && !element.name.includes(":");
}
