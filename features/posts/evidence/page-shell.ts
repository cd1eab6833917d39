import type { EvidenceItem } from "../contract.ts";
import { escapeHtml } from "./escape.ts";
import { type Language, words } from "./words.ts";

/** What is said above and shown below. `panel` and `page` are HTML already made safe. */
export interface ShellInput {
  language: Language;
  field: string;
  name: string;
  evidence: EvidenceItem;
  outcome: "found" | "nearby" | "notFound";
  panel: string | null;
  page: { html: string; isCut: boolean } | null;
}

const style = `:root{color-scheme:light dark;--ink:#1c1f23;--paper:#fff;--quiet:#5a626c;--line:#d9dde2;--soft:#f5f6f8;--mark:#ffe27a;--mark-ink:#1c1f23}
@media (prefers-color-scheme:dark){:root{--ink:#e7eaee;--paper:#15181c;--quiet:#a0a9b4;--line:#343a42;--soft:#1e2227;--mark:#e8c440;--mark-ink:#14161a}}
body{margin:0;font:15px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}
.top,.panel,.page{max-width:60rem;margin:0 auto;padding:1rem 1.25rem}
.top{border-bottom:1px solid var(--line)}.top h1{font-size:1.05rem;margin:0 0 .5rem}.top dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0}
.top dt,h2.label,.key,th{color:var(--quiet)}.top dd{margin:0}.top p{margin:.6rem 0 0}.missing{font-weight:600}
h2.label{font-size:.85rem;font-weight:600;margin:0 0 .5rem}
pre{white-space:pre-wrap;font:13px/1.5 ui-monospace,monospace;background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.75rem;margin:0 0 .75rem}
code{font:13px ui-monospace,monospace}
mark{background:var(--mark);color:var(--mark-ink);border-radius:3px;padding:0 .1em;scroll-margin:30vh 0}
.place{outline:2px solid var(--mark);outline-offset:3px}
.page a{text-decoration:underline dotted}.page article{border:1px solid var(--line);border-radius:6px;padding:.25rem .9rem;margin:.75rem 0}
.page h1,.page h2,.page h3{font-size:1.05rem}.picture{color:var(--quiet);font-style:italic}img{max-width:100%}
table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;border-bottom:1px solid var(--line);padding:.25rem .75rem .25rem 0;white-space:pre-wrap}`;

/** The whole document: header, panel, page. */
export function pageShell(input: ShellInput): string {
  const text = words[input.language];
  const panel =
    input.panel === null
      ? ""
      : `<section class="panel"><h2 class="label">${escapeHtml(text.panel)}</h2>\n${input.panel}\n</section>`;
  const cut = input.page?.isCut === true ? `<p>${escapeHtml(text.cut)}</p>` : "";
  const page =
    input.page === null
      ? ""
      : `<section class="page"><h2 class="label">${escapeHtml(text.page)}</h2>${cut}\n${input.page.html}\n</section>`;
  return `<!doctype html>
<html lang="${input.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
<title>${escapeHtml(`${text.title}: ${input.field}`)}</title><style>${style}</style></head>
<body>${headerOf(input)}
${panel}
${page}
</body></html>
`;
}

function headerOf({ language, field, name, evidence, outcome }: ShellInput): string {
  const text = words[language];
  const raw = evidence.raw.trim() === "" ? escapeHtml(text.empty) : escapeHtml(evidence.raw);
  const rows = [
    [text.field, `<code>${escapeHtml(field)}</code>`],
    [text.place, escapeHtml(text.places[evidence.source])],
    [text.path, `<code>${escapeHtml(evidence.path)}</code>`],
    [text.raw, raw],
    [text.document, escapeHtml(name)],
  ];
  const list = rows.map(([term, value]) => `<dt>${escapeHtml(term!)}</dt><dd>${value}</dd>`).join("");
  return `<header class="top"><h1>${escapeHtml(text.title)}</h1><dl>${list}</dl><p role="status"${outcome === "notFound" ? ' class="missing"' : ""}>${escapeHtml(text[outcome])}</p></header>`;
}
