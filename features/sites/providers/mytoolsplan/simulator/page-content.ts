import { randomFrom } from "@millrace/platform/simulation";
import type { SiteFigures } from "./figures.ts";
import type { PageLayout, PortalLanguage } from "./settings.ts";
import { shownCount, shownDuration, shownPercent } from "./shown-numbers.ts";
import { wordingOf, type Wording } from "./wording.ts";

/** How much of what an extractor holds on to is still there: everything, only the labels, or nothing. */
export type PageMarks = "all" | "labels" | "none";

export interface PageRequest {
  figures: SiteFigures;
  layout: PageLayout;
  language: PortalLanguage;
  marks: PageMarks;
  /** Time the figures are of, ms since the epoch. */
  atMs: number;
  isShell: boolean;
}

/** One figure of the page with its label, as text. */
export interface ShownFigure {
  key: string;
  label: string;
  text: string;
}

/** The figures of a page as it prints them; only one of the percentages is the purchase conversion. */
export interface PageContent {
  wording: Wording;
  conversion: ShownFigure;
  /** Before and after it, and none of them it. */
  others: ShownFigure[];
  channels: ShownFigure[];
  change: string;
  competitorConversion: string;
}

export function pageContent({ figures, layout, language, marks }: PageRequest): PageContent {
  const wording = wordingOf(language);
  const random = randomFrom(`page/${figures.domain}`);
  const below10 = (): string => shownPercent(random.int(3, 990) / 10_000, language);
  const shown = (key: string, label: string, text: string): ShownFigure => ({ key, label, text });
  return {
    wording,
    conversion: shown(
      "purchase-conversion",
      marks === "none" ? "PCR" : wording.conversion[layout],
      shownPercent(figures.purchaseConversion, language),
    ),
    others: [
      shown("visits", wording.visits, shownCount(figures.traffic, language)),
      shown(
        "unique-visitors",
        wording.uniqueVisitors,
        shownCount(Math.round(figures.traffic * 0.71), language),
      ),
      shown("pages-per-visit", wording.pagesPerVisit, language === "fr" ? "3,42" : "3.42"),
      shown("visit-duration", wording.duration, shownDuration(figures.avgVisitDuration)),
      shown("bounce-rate", wording.bounceRate, shownPercent(figures.bounceRate, language)),
      shown("market-share", wording.share, shownPercent(random.chance(0.5) ? 0.000_02 : 0.0123, language)),
    ],
    channels: Object.entries(wording.channels).map(([key, label]) => shown(key, label, below10())),
    change: `+${below10()} ${wording.change}`,
    competitorConversion: below10(),
  };
}
