import { escapeHtml } from "@millrace/platform/simulation";
import { pageContent, type PageContent, type PageRequest } from "./page-content.ts";
import { scriptBody } from "./page-script.ts";
import { tableBody } from "./page-table.ts";
import { tilesBody } from "./page-tiles.ts";
import { portalPage } from "./refusals.ts";
import { monthOf, wordingOf } from "./wording.ts";

/** The Traffic Analytics page of one website, in the layout asked for. */
export function trafficPage(request: PageRequest): string {
  const { figures, language, atMs, isShell } = request;
  const wording = wordingOf(language);
  const body = isShell
    ? `<div id="root" aria-busy="true"><p class="spinner">${wording.loading}</p></div>`
    : bodyOf(request, pageContent(request));
  return portalPage(
    `${figures.domain} – ${wording.title}`,
    `<main data-target="${escapeHtml(figures.domain)}"><h1>${wording.title}: ${escapeHtml(figures.domain)}</h1>
<p><time datetime="${new Date(atMs).toISOString().slice(0, 7)}">${monthOf(atMs, language)}</time></p>
${body}</main>`,
    language,
  );
}

function bodyOf({ layout, figures: { domain }, marks }: PageRequest, content: PageContent): string {
  if (layout === "tiles") return tilesBody(content, marks);
  return layout === "table" ? tableBody(content, domain, marks) : scriptBody(content, domain, marks);
}
