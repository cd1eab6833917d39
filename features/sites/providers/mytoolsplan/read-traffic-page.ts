import type { Document } from "domhandler";
import { findInPage, type PageFinding } from "../../extraction/find-in-page.ts";
import { parsePage, seenElements, textOf } from "../../extraction/page-document.ts";
import { parseQuantity } from "../../numbers/parse-quantity.ts";
import { pageStrategies, portalMetrics } from "./definition.ts";
import { asDay } from "./figures-age.ts";
import type { Doubt } from "./from-mirrors.ts";
import { isSameSite, namesSite } from "./same-site.ts";

/** What a rendered Traffic Analytics page says. */
export interface TrafficPage {
  /** By metric; null where no strategy matched. */
  findings: ReadonlyMap<string, PageFinding | null>;
  /** Month it says its figures are of. */
  asOf: string | null;
  locale: "en" | "fr" | null;
  /** It is still filling itself, or never got anything to show. */
  isShell: boolean;
  /** The website it says it is of, when that is another one. */
  otherSite: string | null;
}

export function readTrafficPage(html: string, domain: string): TrafficPage {
  const document = parsePage(html);
  const findings = new Map(
    Object.entries(pageStrategies).map(([metric, strategies]) => [
      metric,
      findInPage(document, strategies, (text) => isValueOf(metric, text)),
    ]),
  );
  const [time] = seenElements(document, "main time[datetime]");
  return {
    findings,
    asOf: asDay(time?.attribs["datetime"]),
    locale: localeOf(document),
    isShell: isShell(document),
    otherSite: otherSite(document, domain),
  };
}

/** Whether a whole text is a value of the metric, or the portal's word for having none. */
function isValueOf(metric: string, text: string): boolean {
  const declared = portalMetrics.find(({ id }) => id === metric);
  if (declared === undefined) return false;
  // A ratio on a page is written with its sign; a bare number is something else.
  if (declared.unit === "ratio" && /\d/u.test(text) && !text.includes("%")) return false;
  const parsed = parseQuantity(text, { unit: declared.unit, type: declared.type });
  return "ok" in parsed || parsed.problem === "no_data" || parsed.problem === "ambiguous";
}

function localeOf(document: Document): "en" | "fr" | null {
  const language = seenElements(document, "html")[0]?.attribs["lang"]?.slice(0, 2).toLowerCase();
  return language === "en" || language === "fr" ? language : null;
}

function isShell(document: Document): boolean {
  if (seenElements(document, 'main [aria-busy="true"], body > [aria-busy="true"]').length > 0) return true;
  return seenElements(document, "body").every((body) => textOf(body) === "");
}

/** The page names its website in an attribute, or in its title and heading: it must be the one asked for. */
function otherSite(document: Document, domain: string): string | null {
  const target = seenElements(document, "[data-target]")[0]?.attribs["data-target"];
  if (target !== undefined) return isSameSite(target, domain) ? null : target;
  const headings = seenElements(document, "main h1, h1, main h2").map(textOf);
  return headings.some((heading) => namesSite(heading, domain)) ? null : (headings[0] ?? "no website at all");
}

/** What is not right with the page as a whole. */
export function doubtOf(page: TrafficPage, isStale: (asOf: string | null) => boolean): Doubt | null {
  if (page.otherSite !== null) return "wrong_site";
  if (isStale(page.asOf)) return "stale";
  const isEmpty = [...page.findings.values()].every((finding) => finding === null);
  return page.isShell && isEmpty ? "empty_shell" : null;
}
