import type { EvidenceItem } from "../contract.ts";

export type Language = "en" | "fr";

/** Everything the evidence page says itself. */
export interface Words {
  title: string;
  field: string;
  place: string;
  path: string;
  raw: string;
  document: string;
  places: Record<EvidenceItem["source"], string>;
  found: string;
  nearby: string;
  notFound: string;
  panel: string;
  page: string;
  cut: string;
  empty: string;
}

export const words: Record<Language, Words> = {
  en: {
    title: "Where this value comes from",
    field: "Field",
    place: "Place",
    path: "Path",
    raw: "As read",
    document: "Saved document",
    places: {
      "json-ld": "structured data of the page (JSON-LD)",
      "embedded-json": "embedded JSON (LinkedIn’s own answer)",
      dom: "page markup",
      csv: "row of the file",
      id: "the post’s own id",
      text: "the post’s text",
      url: "the page’s address",
      detector: "computed from the post’s text",
    },
    found: "The value is highlighted below.",
    nearby: "The value is highlighted below. It does not stand exactly at this path, but beside it.",
    notFound: "The value could not be found again in the saved document. Nothing is highlighted.",
    panel: "The value in its data",
    page: "The saved page, without scripts, styles and pictures from elsewhere",
    cut: "The saved page is very large: only a part of it is shown.",
    empty: "(nothing: the place is there and holds no such thing)",
  },
  fr: {
    title: "D’où vient cette valeur",
    field: "Champ",
    place: "Endroit",
    path: "Chemin",
    raw: "Telle que lue",
    document: "Document enregistré",
    places: {
      "json-ld": "données structurées de la page (JSON-LD)",
      "embedded-json": "JSON intégré (la réponse de LinkedIn)",
      dom: "balisage de la page",
      csv: "ligne du fichier",
      id: "l’identifiant de la publication",
      text: "le texte de la publication",
      url: "l’adresse de la page",
      detector: "calculé à partir du texte de la publication",
    },
    found: "La valeur est surlignée ci-dessous.",
    nearby:
      "La valeur est surlignée ci-dessous. Elle ne se trouve pas exactement à ce chemin, mais juste à côté.",
    notFound: "La valeur n’a pas été retrouvée dans le document enregistré. Rien n’est surligné.",
    panel: "La valeur dans ses données",
    page: "La page enregistrée, sans scripts, ni styles, ni images d’ailleurs",
    cut: "La page enregistrée est très grande : seule une partie est affichée.",
    empty: "(rien : l’endroit existe et ne contient rien de tel)",
  },
};
