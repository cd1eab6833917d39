import type { PortalLanguage } from "./settings.ts";

/** What the Traffic Analytics page prints; each layout has its own word for the purchase conversion. */
export interface Wording {
  title: string;
  conversion: { tiles: string; table: string; script: string };
  visits: string;
  uniqueVisitors: string;
  pagesPerVisit: string;
  duration: string;
  bounceRate: string;
  share: string;
  channels: { direct: string; referral: string; search: string; social: string; paid: string };
  change: string;
  competitor: string;
  definition: string;
  loading: string;
}

const ENGLISH: Wording = {
  title: "Traffic Analytics",
  conversion: {
    tiles: "Purchase conversion",
    table: "Purchase conversion rate",
    script: "Conversion to purchase",
  },
  visits: "Visits",
  uniqueVisitors: "Unique visitors",
  pagesPerVisit: "Pages / visit",
  duration: "Avg. visit duration",
  bounceRate: "Bounce rate",
  share: "Share of the market",
  channels: { direct: "Direct", referral: "Referral", search: "Search", social: "Social", paid: "Paid" },
  change: "vs last month",
  competitor: "Nearest competitor",
  definition: "Share of visits that end with a purchase. Online shops usually have 1.4%–3.2%.",
  loading: "Loading…",
};

const FRENCH: Wording = {
  title: "Analyse du trafic",
  conversion: {
    tiles: "Conversion d’achat",
    table: "Taux de conversion des achats",
    script: "Conversion en achat",
  },
  visits: "Visites",
  uniqueVisitors: "Visiteurs uniques",
  pagesPerVisit: "Pages / visite",
  duration: "Durée moy. de la visite",
  bounceRate: "Taux de rebond",
  share: "Part du marché",
  channels: {
    direct: "Direct",
    referral: "Sites référents",
    search: "Recherche",
    social: "Réseaux sociaux",
    paid: "Payant",
  },
  change: "par rapport au mois dernier",
  competitor: "Concurrent le plus proche",
  definition:
    "Part des visites qui se terminent par un achat. Une boutique en ligne a le plus souvent 1,4 % à 3,2 %.",
  loading: "Chargement…",
};

export function wordingOf(language: PortalLanguage): Wording {
  return language === "fr" ? FRENCH : ENGLISH;
}

/** "October 2026", "octobre 2026". */
export function monthOf(atMs: number, language: PortalLanguage): string {
  return new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-US", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  }).format(atMs);
}
