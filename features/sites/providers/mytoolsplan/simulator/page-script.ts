import { scriptJson } from "@millrace/platform/simulation";
import type { PageContent, PageMarks } from "./page-content.ts";

/** An empty root that the page's own script fills once it has the figures. */
export function scriptBody({ wording }: PageContent, domain: string, marks: PageMarks): string {
  const names = marks === "all" ? { item: "Summary.Item", value: "mg-value" } : { item: null, value: "q7" };
  return `<div id="root" aria-busy="true"><p class="spinner">${wording.loading}</p></div>
<script>
(async () => {
  const names = ${scriptJson(names)};
  const root = document.getElementById("root");
  const answer = await fetch(${scriptJson(figuresAddress(domain))}, { credentials: "include", headers: { accept: "application/json" } });
  if (!answer.ok) { root.setAttribute("data-error", String(answer.status)); return; }
  const { cards, channels, definition } = await answer.json();
  const element = (tag, text, className) => Object.assign(document.createElement(tag), { textContent: text, className: className ?? "" });
  const list = element("dl", "", "mg-list");
  for (const { key, label, text, change } of cards) {
    const item = element("div", "");
    if (names.item !== null) { item.dataset.uiName = names.item; item.dataset.metric = key; }
    const value = element("dd", "");
    value.append(element("span", text, names.value), ...(change === null ? [] : [element("small", change)]));
    item.append(element("dt", label), value);
    list.append(item);
  }
  const mix = element("ol", "");
  for (const { label, text } of channels) mix.append(element("li", label + " " + text));
  root.replaceChildren(list, mix, element("p", definition));
  root.removeAttribute("aria-busy");
})();
</script>`;
}

/** What the script asks for. */
export function figuresAddress(domain: string): string {
  return `/analytics/traffic/api/summary?target=${encodeURIComponent(domain)}`;
}

/** The figures as the script is given them. */
export function figuresAnswer(domain: string, content: PageContent): Record<string, unknown> {
  const [first, ...rest] = content.others.map((figure) => ({ ...figure, change: null }));
  return {
    target: domain,
    cards: [first, ...rest.slice(0, 3), { ...content.conversion, change: content.change }, ...rest.slice(3)],
    channels: content.channels,
    definition: content.wording.definition,
  };
}
