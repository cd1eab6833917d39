import { escapeHtml } from "@millrace/platform/simulation";
import type { PageContent, PageMarks, ShownFigure } from "./page-content.ts";

/** A comparison table: a row per metric, the website in the first column, its nearest competitor in the second. */
export function tableBody(content: PageContent, domain: string, marks: PageMarks): string {
  const { others, conversion, channels, wording, competitorConversion, change } = content;
  const name = (known: string, scrambled: string): string => (marks === "all" ? known : scrambled);
  const row = ({ key, label, text }: ShownFigure, competitor: string): string =>
    `<tr${marks === "all" ? ` data-test="row-${key}"` : ""}><th scope="row">${escapeHtml(label)}</th><td class="${name("sc-value", "k1")}">${escapeHtml(text)}</td><td class="${name("sc-rival", "k2")}">${competitor}</td></tr>`;
  return `<div class="${name("sc-wrap", "k0")}"><table class="${name("sc-summary", "k9")}">
<thead><tr><td></td><th scope="col">${escapeHtml(domain)}</th><th scope="col">${wording.competitor}</th></tr></thead>
<tbody>
${others.map((figure) => row(figure, "—")).join("\n")}
${row(conversion, competitorConversion)}
</tbody></table></div>
<aside><p>${escapeHtml(change)}</p><table><tbody>
${channels.map(({ label, text }) => `<tr><td>${escapeHtml(label)}</td><td>${text}</td></tr>`).join("\n")}
</tbody></table><p title="${escapeHtml(wording.definition)}">${escapeHtml(wording.definition)}</p></aside>`;
}
