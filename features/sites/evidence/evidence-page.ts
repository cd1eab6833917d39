import type { MetricReading } from "../contract.ts";
import { escapeHtml } from "./escape-html.ts";
import { renderJsonAnswer, renderTextAnswer, type RenderedAnswer } from "./render-answer.ts";
import { renderSavedPage } from "./render-saved-page.ts";

export type EvidenceLanguage = "en" | "fr";

const words = {
  en: {
    missing: "The value's place is not in what was kept; all of it is shown.",
    none: "No value was read here.",
  },
  fr: {
    missing: "L'endroit de la valeur n'est pas dans ce qui a été gardé ; tout est montré.",
    none: "Aucune valeur n'a été lue ici.",
  },
} as const;

const style = `:root{color-scheme:light dark;--ink:#1c1f23;--paper:#fff;--quiet:#5a626c;--line:#d9dde2;--soft:#f5f6f8;--mark:#ffe27a;--mark-ink:#1c1f23}
@media (prefers-color-scheme:dark){:root{--ink:#e7eaee;--paper:#15181c;--quiet:#a0a9b4;--line:#343a42;--soft:#1e2227;--mark:#e8c440;--mark-ink:#14161a}}
body{margin:0;padding:1rem 1.25rem;font:15px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}
pre{white-space:pre-wrap;font:13px/1.5 ui-monospace,monospace;background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.75rem;margin:0}
.key,p.note{color:var(--quiet)}mark{background:var(--mark);color:var(--mark-ink);border-radius:3px;padding:0 .15em;scroll-margin:30vh 0}
table{border-collapse:collapse}th,td{text-align:left;border-bottom:1px solid var(--line);padding:.25rem .75rem .25rem 0}.page h1{font-size:1.1rem}.page h2{font-size:1rem}`;

/** What was kept of a reading, as a document in which nothing runs, with the value's place marked. */
export function evidencePage(
  kept: Uint8Array,
  reading: Pick<MetricReading, "metric" | "raw" | "provenance">,
  language: EvidenceLanguage,
): string {
  const { html, isMarked } = rendered(new TextDecoder().decode(kept), reading);
  const text = words[language];
  const note = isMarked
    ? ""
    : `<p class="note" role="status">${reading.raw === null ? text.none : text.missing}</p>`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
<title>${escapeHtml(reading.metric)}</title><style>${style}</style></head>
<body>${note}${html}</body></html>
`;
}

function rendered(
  text: string,
  { raw, provenance }: Pick<MetricReading, "raw" | "provenance">,
): RenderedAnswer {
  const place = provenance?.place ?? "";
  const start = text.trimStart()[0];
  if (start === "<") return renderSavedPage(text, place, raw);
  const json = start === "{" || start === "[" ? parsed(text) : undefined;
  return json === undefined ? renderTextAnswer(text, raw) : renderJsonAnswer(json, place);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Cut, or no JSON after all: shown as it came.
    return undefined;
  }
}
