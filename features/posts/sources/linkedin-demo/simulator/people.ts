import type { Random } from "@millrace/platform/simulation";

/** Fictional members and pages; no name here is meant to be anybody's. */
export interface Actor {
  kind: "person" | "company";
  name: string;
  /** Path of the profile on the site ("/in/…" or "/company/…"). */
  path: string;
  headline: string | null;
  followers: number;
}

const FIRST_NAMES = [
  "Aliénor",
  "Baptiste",
  "Capucine",
  "Damien",
  "Élodie",
  "Fabrice",
  "Garance",
  "Hélène",
  "Ilyès",
  "Jeanne",
  "Karim",
  "Léonie",
  "Maëlle",
  "Nolwenn",
  "Octave",
  "Pénélope",
  "Quentin",
  "Roxane",
  "Soraya",
  "Timothée",
  "Ugo",
  "Violette",
  "Wassila",
  "Yannick",
  "Zélie",
];
const LAST_NAMES = [
  "Fictif",
  "Modèle",
  "Exemple",
  "Imaginaire",
  "Maquette",
  "Démonstration",
  "Inventé",
  "Factice",
  "Brouillon",
  "Prototype",
  "Échantillon",
  "Canevas",
  "Gabarit",
  "Esquisse",
  "Simulacre",
  "d'Essai",
  "Du Décor",
  "Patron-Type",
];
const COMPANY_STEMS = [
  "Nordval",
  "Aubrelle",
  "Civitéa",
  "Orphéon",
  "Tessalys",
  "Marquevent",
  "Hélianse",
  "Brumaire",
  "Quintessor",
  "Valombre",
  "Pélagine",
  "Corvalis",
  "Astrolune",
  "Ferandel",
  "Lumivia",
  "Grisolles",
  "Myrtane",
  "Ostravel",
  "Rivecourt",
  "Sylvamont",
  "Ultramer",
  "Zéphirel",
];
const COMPANY_FORMS = [
  "Énergie",
  "Assurances",
  "Santé",
  "Mobilités",
  "Logiciels",
  "Immobilier",
  "Agro",
  "Banque",
  "Industries",
  "Médias",
  "& Fils",
  "Retail",
];
const AGENCY_FORMS = ["Recrutement", "Talents Juridiques", "Executive Search", "Legal Hunters", "RH Conseil"];
const LAW_FIRM_FORMS = ["Avocats", "& Associés", "Société d'avocats", "Legal"];
const PERSON_HEADLINES = [
  "Directrice juridique | Droit des contrats",
  "Responsable juridique chez un industriel",
  "Legal counsel – IP/IT, données personnelles",
  "Avocate en droit social",
  "Juriste droit des affaires",
  "Chargée de recrutement",
  "Talent acquisition manager",
  "DRH de transition",
  "Étudiant en Master 2 Droit des affaires",
  "Entrepreneur • conférencier",
  "Legal ops & conformité",
  "General Counsel, EMEA",
];

export type CompanyKind = "employer" | "agency" | "law-firm";

const FORMS: Record<CompanyKind, readonly string[]> = {
  employer: COMPANY_FORMS,
  agency: AGENCY_FORMS,
  "law-firm": LAW_FIRM_FORMS,
};

export function company(random: Random, kind: CompanyKind): Actor {
  const name = `${random.pick(COMPANY_STEMS)} ${random.pick(FORMS[kind])}`;
  return {
    kind: "company",
    name,
    path: `/company/${slugOf(name)}`,
    headline: null,
    followers: random.int(120, 98_000),
  };
}

export function person(random: Random): Actor {
  const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
  const path = `/in/${slugOf(name)}-${random.int(100, 999)}`;
  return {
    kind: "person",
    name,
    path,
    headline: random.pick(PERSON_HEADLINES),
    followers: random.int(80, 14_000),
  };
}

/** A mention in the markup `parseMarkup` reads. */
export function mention(actor: Actor): string {
  return `@[${actor.name}|${actor.path}]`;
}

/** Lower-case ASCII words joined by hyphens, as the site makes its addresses. */
export function slugOf(text: string, maxLength = 60): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, maxLength)
    .replaceAll(/^-+|-+$/g, "");
}
