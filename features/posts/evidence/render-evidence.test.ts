import { readFileSync } from "node:fs";
import { ManualClock } from "@millrace/platform/clock";
import fc from "fast-check";
import { parseDocument } from "htmlparser2";
import { findAll, textContent } from "domutils";
import { describe, expect, it } from "vitest";
import type { EvidenceItem } from "../contract.ts";
import { extractDocument } from "../extraction/extract-document.ts";
import { createCorpus } from "../sources/linkedin-demo/simulator/corpus.ts";
import { postPage } from "../sources/linkedin-demo/simulator/post-page.ts";
import { pageLayouts } from "../sources/linkedin-demo/simulator/post.ts";
import { renderEvidence } from "./render-evidence.ts";

const fixture = (name: string) => readFileSync(new URL(`../extraction/fixtures/${name}`, import.meta.url));
const dense = (text: string) => text.replaceAll(/\s+/g, "");
const active =
  /<(?:script|iframe|object|embed|svg|math|form|base|link|template|noscript)|<meta http-equiv|javascript:|\son\w+=|\s(?:href|srcset|srcdoc|action|style)=|@import|src="(?!data:image\/)/i;

function marksOf(html: string): { ids: number; texts: string[] } {
  const marks = findAll((element) => element.name === "mark", parseDocument(html).children);
  return {
    ids: html.split('id="evidence"').length - 1,
    texts: marks.map((mark) => dense(textContent(mark)).toLowerCase()),
  };
}

/** A word stands inside one mark, or (the address of a picture, stored in two parts) is made of marks. */
function isMarked(texts: readonly string[], word: string): boolean {
  const wanted = word.toLowerCase();
  return (
    texts.some((text) => text.includes(wanted)) ||
    texts.some((a) => a !== "" && texts.some((b) => (a + b).startsWith(wanted)))
  );
}

/** The words the mark has to hold: all of them, in whatever pieces; an id without the arithmetic. */
function wordsOf({ source, raw }: EvidenceItem): string[] {
  if (source === "detector") return raw.match(/[\p{L}\p{N}]+/gu) ?? [];
  return source === "id" ? [/\d{15,}/.exec(raw)![0]] : raw.split(/[\s\u00a0]+/).filter((word) => word !== "");
}

function render(html: string, evidence: EvidenceItem, extra: { language?: "en" | "fr"; urn?: string } = {}) {
  return renderEvidence({
    bytes: new TextEncoder().encode(html),
    contentType: "text/html",
    name: "page.html",
    field: "text",
    evidence,
    language: "en",
    ...extra,
  });
}

describe.each(["public-post.html", "voyager-feed-slice.json"])("the evidence of %s", (name) => {
  const bytes = fixture(name);
  const { posts } = extractDocument({ name, url: null, contentType: null, bytes });
  const fields = posts.flatMap((post) =>
    Object.entries(post.evidence).map(([field, evidence]) => ({
      field,
      evidence,
      urn: post.urn,
      title: `${post.urn} ${field}`,
    })),
  );

  it("has fields to show", () => {
    expect(fields.length).toBeGreaterThan(15);
  });

  it.each(fields)("shows $title highlighted with its raw text", ({ field, evidence, urn }) => {
    const { html, found } = renderEvidence({
      bytes,
      contentType: null,
      name,
      field,
      evidence,
      language: "fr",
      urn,
    });
    expect(found).toBe(true);
    const { ids, texts } = marksOf(html);
    expect(ids).toBe(1);
    for (const word of wordsOf(evidence)) expect(isMarked(texts, word), word).toBe(true);
    expect(html).not.toMatch(active);
    expect(html.length).toBeLessThan(1_000_000);
  });
});

describe.each(pageLayouts)("the evidence of simulated pages in the layout %s", (layout) => {
  it("is found and marked for every field", () => {
    const nowMs = Date.UTC(2026, 10, 21, 9);
    const posts = createCorpus({
      seed: "evidence",
      posts: 12,
      clock: new ManualClock(nowMs),
      historyIntervalMs: 5_400_000,
      newPostEveryMs: null,
      maxLivePosts: 10,
    }).list();
    const missed: string[] = [];
    for (const post of posts) {
      const bytes = new TextEncoder().encode(
        postPage(post, { origin: "https://www.linkedin.com", nowMs, layout, others: posts.slice(0, 4) }),
      );
      for (const extracted of extractDocument({ name: "page", url: null, contentType: null, bytes }).posts) {
        for (const [field, evidence] of Object.entries(extracted.evidence)) {
          const urn = field.startsWith("reshared.") ? extracted.reshared?.urn : extracted.urn;
          const { html, found } = renderEvidence({
            bytes,
            contentType: null,
            name: "page",
            field,
            evidence,
            language: "en",
            urn,
          });
          const { ids, texts } = marksOf(html);
          if (!found || ids !== 1 || !wordsOf(evidence).every((word) => isMarked(texts, word)))
            missed.push(`${field}: ${evidence.path} = ${evidence.raw}: ${texts.join("|").slice(0, 200)}`);
        }
      }
    }
    expect(missed).toEqual([]);
  });
});

const hostile = `<!doctype html><html><head><base href="https://evil.test/"><meta http-equiv="refresh" content="0;url=https://evil.test">
<style>@import url(https://evil.test/a.css);</style><link rel="stylesheet" href="https://evil.test/b.css"><script>alert(1)</script></head>
<body onload="alert(2)"><svg onload="alert(3)"><script>alert(4)</script></svg><iframe srcdoc="<script>alert(5)</script>"></iframe>
<img src=x onerror="alert(6)" alt="a &quot; onerror=&quot;alert(7)"><form action="https://evil.test"><button formaction="javascript:alert(8)">Send</button></form>
<a href="javascript:alert(9)" onclick="alert(10)">link</a><math><mtext><table><mglyph><style><img src=x onerror=alert(11)></style></mglyph></table></mtext></math>
<noscript><p title="</noscript><img src=x onerror=alert(12)>"></noscript><object data="x"></object><embed src="x"><template><script>alert(13)</script></template>
<textarea><script>alert(14)</script></textarea><video src="x" onerror="alert(15)"></video><p id="evidence" style="background:url(https://evil.test)">&lt;script&gt;alert(16) onload=alert(17)</p>
<article class="main-feed-activity-card" data-activity-urn="urn:li:activity:7463608443963318272" onmouseover="alert(18)">
<div data-test-id="main-feed-activity-card__commentary"><b>Good</b> morning <a href="https://x.test">#law</a> and<br>welcome &lt;img onerror=x&gt;</div></article></body></html>`;
const text: EvidenceItem = {
  source: "dom",
  path: 'guest: article[data-activity-urn="urn:li:activity:7463608443963318272"] [data-test-id$="__commentary"]',
  raw: "Good morning #law and\nwelcome <img onerror=x>",
};

describe("a hostile page", () => {
  it("is shown with nothing active in it", () => {
    const { html, found } = render(hostile, text);
    expect(found).toBe(true);
    expect(html).not.toMatch(active);
    expect(html).not.toContain("evil.test");
    expect(marksOf(html)).toEqual({ ids: 1, texts: [dense(text.raw).toLowerCase()] });
    const elements = findAll(() => true, parseDocument(html).children);
    const allowed = ["alt", "charset", "class", "content", "id", "lang", "name", "role"];
    expect(
      elements.flatMap((element) => Object.keys(element.attribs)).filter((name) => !allowed.includes(name)),
    ).toEqual([]);
    expect(elements.filter((element) => element.name === "style")).toHaveLength(1);
  });

  it("cannot put anything active in through field, path, raw text or name", () => {
    const attack = `"><script>alert(1)</script><img src=x onerror=alert(1)>`;
    const input = {
      bytes: new TextEncoder().encode("<p>x</p>"),
      contentType: null,
      name: attack,
      field: attack,
      language: "en" as const,
    };
    const { html, found } = renderEvidence({
      ...input,
      evidence: { source: "dom", path: attack, raw: attack },
    });
    expect(found).toBe(false);
    expect(html).not.toMatch(active);
  });

  it("never gives a script or an event handler, whatever the page is made of", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "<script>",
        "</script>",
        "<svg onload=a()>",
        " onerror=b() ",
        '"',
        "'",
        "<",
        ">",
        "<!--",
        "-->",
        "]]>",
        "<p>",
        "</p>",
        "<style>",
        "</style>",
        "<a href=javascript:c()>",
        "<title>",
        "<xmp>",
        "<plaintext>",
        "&lt;script&gt;",
        "\0",
        "`",
        "<img src='data:image/png;base64,AA==' onload=d()>",
        '{"a":',
        "]}",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.string(), (pieces, raw) => {
        for (const source of ["dom", "json-ld", "embedded-json", "text", "url", "detector"] as const) {
          const { html } = render(pieces.join(""), { source, path: pieces[0] ?? "$", raw });
          expect(html).not.toMatch(/<script| on\w+=|javascript:c\(\)["']/i);
          expect(html.split("<style>")).toHaveLength(2);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("a value in the markup", () => {
  it("is marked in the post it belongs to when several posts fit the path", () => {
    const card = (id: string) =>
      `<article class="main-feed-activity-card" data-test-id="card" data-activity-urn="urn:li:activity:${id}"><p>post ${id}</p><span data-num-reactions="3">3</span></article>`;
    const evidence: EvidenceItem = {
      source: "dom",
      path: 'guest: article[data-test-id="card"] [data-num-reactions] @data-num-reactions',
      raw: "3",
    };
    const page = card("7463608443963318272") + card("7463608443963318273");
    const { html } = render(page, evidence, { urn: "urn:li:activity:7463608443963318273" });
    expect(html).toMatch(
      /<article><p>post 7463608443963318272<\/p><span>3<\/span><\/article><article><p>post 7463608443963318273<\/p><span class="place">/,
    );
  });

  it("is reported as not found when it is not there, in the reader's language", () => {
    const { html, found } = render(hostile, { ...text, raw: "Something else" }, { language: "fr" });
    expect(found).toBe(false);
    expect(html).toContain("n’a pas été retrouvée".replaceAll("'", "&#39;"));
    expect(html).not.toContain('id="evidence"');
  });
});

it("marks the cell of a row of a CSV file", () => {
  const evidence: EvidenceItem = { source: "csv", path: "row 2, comments", raw: "12" };
  const { html, found } = render(
    "permalink,text,likes,comments\nhttps://a,Hello,12,1\nhttps://b,Salut,12,12\n",
    evidence,
  );
  expect(found).toBe(true);
  expect(html).toContain('<th scope="row">comments</th><td><mark id="evidence">12</mark></td>');
});

it("shows only the part around the mark of a very large page, and says so", () => {
  const filler = "<div><p>Lorem ipsum dolor sit amet, consectetur adipiscing elit.</p></div>".repeat(80_000);
  const { html, found } = render(hostile.replace("<article", `${filler}<article`), text);
  expect(found).toBe(true);
  expect(html.length).toBeLessThan(1_500_000);
  expect(html).toContain("only a part of it is shown");
});

it("shows a mark at the end of an element that is itself too large to show", () => {
  const { html, found } = render(
    hostile.replace("<b>Good</b>", `${"<p>Lorem ipsum dolor sit amet.</p>".repeat(40_000)}<b>Good</b>`),
    text,
  );
  expect(found).toBe(true);
  expect(html.length).toBeLessThan(1_000_000);
  expect(html).toContain("only a part of it is shown");
});

it("survives a page nested a hundred thousand times", () => {
  const { html } = render(`${"<div>".repeat(100_000)}deep`, text);
  expect(html.length).toBeLessThan(1_000_000);
});
