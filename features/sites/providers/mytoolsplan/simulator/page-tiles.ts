import { escapeHtml } from "@millrace/platform/simulation";
import type { PageContent, PageMarks, ShownFigure } from "./page-content.ts";

/** Tiles, rendered by the server: a label above its value, and the change since last month beside it. */
export function tilesBody(content: PageContent, marks: PageMarks): string {
  const { others, conversion, channels, change, wording } = content;
  const [first, second, ...rest] = others.map((figure) => tile(figure, "", marks));
  return `<section class="${marks === "all" ? "ta-summary" : "x3f1"}">
${[first, second, tile(conversion, change, marks), ...rest].join("\n")}
</section>
<section class="${marks === "all" ? "ta-channels" : "x77c"}"><h2>${wording.visits}</h2><ul>
${channels.map(({ label, text }) => `<li><span>${escapeHtml(label)}</span> <b>${text}</b></li>`).join("\n")}
</ul></section>
<footer><dl><dt>${escapeHtml(conversion.label)}</dt><dd>${escapeHtml(wording.definition)}</dd></dl></footer>`;
}

function tile({ key, label, text }: ShownFigure, change: string, marks: PageMarks): string {
  const diff =
    change === ""
      ? ""
      : `<span class="${marks === "all" ? "ta-tile__diff" : "x9e"}">${escapeHtml(change)}</span>`;
  return marks === "all"
    ? `<div class="ta-tile" data-at="${key}"><span class="ta-tile__label">${escapeHtml(label)}</span><span class="ta-tile__value" data-at="value">${escapeHtml(text)}</span>${diff}</div>`
    : `<div class="x1a0"><div class="xb2"><span class="x5d">${escapeHtml(label)}</span></div><div class="x0c"><span class="x44">${escapeHtml(text)}</span>${diff}</div></div>`;
}
