import type { PageFinding } from "../../extraction/find-in-page.ts";
import type { RawReading } from "../provider.ts";
import { pageStrategies } from "./definition.ts";
import type { Doubt } from "./from-mirrors.ts";
import type { TrafficPage } from "./read-traffic-page.ts";

/** Metrics the page is asked for; those it only stands in for say nothing when they are missing. */
export const ownMetrics: readonly string[] = ["conversion_rate"];
/** The page prints rounded figures: they are worth less than the call's own. */
const roundedTrust = 0.7;

export interface ReadPage {
  page: TrafficPage;
  doubt: Doubt | null;
  screenshotHash: string | null;
  domain: string;
}

/** What a page says about each metric, with a reason for its own where it says nothing. */
export function pageReadings(read: ReadPage): RawReading[] {
  return Object.keys(pageStrategies).flatMap((metric) => readingOf(metric, read) ?? []);
}

function readingOf(metric: string, { page, doubt, screenshotHash, domain }: ReadPage): RawReading | null {
  const finding = page.findings.get(metric) ?? null;
  const isOwn = ownMetrics.includes(metric);
  const said = sayingOf({ page, doubt, domain }, finding);
  if (said.raw === null && !isOwn && doubt !== "wrong_site") return null;
  return {
    metric,
    ...said,
    ...wayOf(metric, finding),
    trust: (finding?.strategy.trust ?? 0) * (isOwn ? 1 : roundedTrust),
    screenshotHash: isOwn ? screenshotHash : null,
    locale: page.locale,
  };
}

/** Where it was found; or everywhere it was looked for. */
function wayOf(metric: string, finding: PageFinding | null): Pick<RawReading, "place" | "strategy"> {
  if (finding !== null) return { place: finding.place, strategy: finding.strategy.name };
  return {
    place: (pageStrategies[metric] ?? []).map(({ selector }) => selector).join(" | "),
    strategy: null,
  };
}

function sayingOf(
  { page, doubt, domain }: Omit<ReadPage, "screenshotHash">,
  finding: PageFinding | null,
): Pick<RawReading, "raw" | "reason" | "detail"> {
  if (doubt === "wrong_site")
    return {
      raw: null,
      reason: "wrong_site",
      detail: `Asked for ${domain}, the page is of ${page.otherSite}.`,
    };
  if (finding !== null) return { raw: finding.raw, reason: null, detail: fallbackNote(finding) };
  if (doubt === "empty_shell")
    return { raw: null, reason: "empty_shell", detail: "The page came without its figures." };
  return {
    raw: null,
    reason: "extractor_broken",
    detail: "The page has changed: neither names, labels nor places of its figures are known.",
  };
}

function fallbackNote({ strategy }: PageFinding): string | null {
  return strategy.name === "attribute"
    ? null
    : `The page's own name for this figure is gone: it was found by its ${strategy.name}.`;
}
