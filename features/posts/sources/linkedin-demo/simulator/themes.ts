import * as en from "./phrases-english.ts";
import * as fr from "./phrases-french.ts";
import { company, mention, person, type Actor } from "./people.ts";
import type { Random } from "@millrace/platform/simulation";

/** What a post is about: the label a reader would give it, used to check classification from outside. */
export type Theme =
  | "hiring"
  | "agency"
  | "internship"
  | "job-seeker"
  | "legal-news"
  | "freelance"
  | "foreign"
  | "trap"
  | "culture";

export interface Draft {
  theme: Theme;
  language: "fr" | "en";
  author: Actor;
  markup: string;
}

const FRENCH: readonly (readonly [Theme, number])[] = [
  ["hiring", 30],
  ["agency", 10],
  ["internship", 12],
  ["job-seeker", 8],
  ["legal-news", 11],
  ["freelance", 7],
  ["foreign", 6],
  ["trap", 9],
  ["culture", 7],
];
const ENGLISH: readonly (readonly [Theme, number])[] = [
  ["hiring", 40],
  ["legal-news", 25],
  ["internship", 12],
  ["culture", 23],
];

const WRITERS: Record<Theme, (random: Random) => Omit<Draft, "language">> = {
  hiring: (random) => hiring(random, "hiring", fr.CITIES),
  foreign: (random) => hiring(random, "foreign", fr.FOREIGN_CITIES),
  agency,
  internship,
  "job-seeker": jobSeeker,
  "legal-news": legalNews,
  freelance,
  trap,
  culture,
};

/** One post's author and text. */
export function draft(random: Random): Draft {
  if (random.chance(0.18)) return { ...english(random), language: "en" };
  return { ...WRITERS[random.weighted(FRENCH)](random), language: "fr" };
}

function hiring(random: Random, theme: Theme, cities: readonly string[]): Omit<Draft, "language"> {
  const author = company(random, random.chance(0.8) ? "employer" : "law-firm");
  const byPerson = random.chance(0.3);
  const role = random.pick(fr.ROLES);
  const opening = byPerson
    ? `${mention(author)} recherche un·e ${role} (H/F) à ${random.pick(cities)} pour rejoindre ${random.pick(fr.TEAMS)}.`
    : `Nous recherchons un·e ${role} (H/F) à ${random.pick(cities)}, en ${random.pick(fr.CONTRACTS)}, pour rejoindre ${random.pick(fr.TEAMS)}.`;
  const missions = random.sample(fr.MISSIONS, random.int(2, 4));
  const bullet = random.pick(["•", "-", "✅", "👉"]);
  const body = random.chance(0.5)
    ? `Au programme :\n${missions.map((mission) => `${bullet} ${mission}`).join("\n")}`
    : `Vos missions : ${missions.join(", ")}.`;
  const parts = [
    random.pick(fr.HOOKS),
    opening,
    body,
    ...random.sample(fr.PROFILES, random.int(1, 2)),
    ...random.sample(fr.PERKS, random.int(0, 2)),
    call(random, fr.CALLS),
    tags(random, fr.TAGS),
  ];
  return { theme, author: byPerson ? person(random) : author, markup: paragraphs(random, parts) };
}

function agency(random: Random): Omit<Draft, "language"> {
  const author = company(random, "agency");
  const client = random.pick([
    "Notre client, acteur majeur de son secteur,",
    "Pour l'un de nos clients, groupe coté,",
    "Notre cabinet de recrutement accompagne une ETI qui",
    "Mandatés par un cabinet d'avocats, nous",
  ]);
  const parts = [
    random.pick(fr.HOOKS),
    `${client} recherche un·e ${random.pick(fr.ROLES)} à ${random.pick(fr.CITIES)} (${random.pick(fr.CONTRACTS)}).`,
    `${author.name}, cabinet de recrutement spécialisé, vous garantit la confidentialité de votre démarche.`,
    random.pick(fr.PROFILES),
    call(random, fr.CALLS),
    tags(random, [...fr.TAGS, "#cabinetderecrutement", "#chasseurdetetes"]),
  ];
  return {
    theme: "agency",
    author: random.chance(0.7) ? author : person(random),
    markup: paragraphs(random, parts),
  };
}

function internship(random: Random): Omit<Draft, "language"> {
  const author = company(random, random.chance(0.5) ? "employer" : "law-firm");
  const parts = [
    random.pick(fr.HOOKS),
    `${random.pick(fr.INTERNSHIPS)} : ${random.pick(["assistant juriste", "juriste junior", "juriste contrats", "assistant DPO"])} à ${random.pick([...fr.CITIES, ...fr.FOREIGN_CITIES])}.`,
    `Vous allez ${random.sample(fr.MISSIONS, 2).join(" et ")}, aux côtés de ${random.pick(fr.TEAMS)}.`,
    random.pick([
      "Gratification légale et tickets restaurant.",
      "Rythme : trois jours en entreprise, deux jours à l'école.",
      "Début en janvier, convention obligatoire.",
      "Indemnité selon le pays d'affectation.",
    ]),
    call(random, fr.CALLS),
    tags(random, ["#stage", "#alternance", "#apprentissage", "#VIE", "#étudiant", "#droit", "#juriste"]),
  ];
  return { theme: "internship", author, markup: paragraphs(random, parts) };
}

function jobSeeker(random: Random): Omit<Draft, "language"> {
  const parts = [
    random.pick(fr.SEEKER_HOOKS),
    `Je recherche un poste de ${random.pick(fr.ROLES)} à ${random.pick(fr.CITIES)} ou alentours.`,
    ...random.sample(fr.SEEKER_STORIES, random.int(2, 4)),
    "Merci d'avance pour vos partages !",
    tags(random, ["#opentowork", "#rechercheemploi", "#juriste", "#avocat", "#disponible"]),
  ];
  return { theme: "job-seeker", author: person(random), markup: paragraphs(random, parts) };
}

function legalNews(random: Random): Omit<Draft, "language"> {
  const author = random.chance(0.5) ? company(random, "law-firm") : person(random);
  const parts = [
    `${random.pick(["📚 Actualité", "⚖️ Jurisprudence", "À lire", "Veille de la semaine", "Décision du jour"])} : ${random.pick(fr.COURTS)} ${random.pick(fr.RULINGS)}.`,
    ...random.sample(fr.LESSONS, random.int(1, 3)).map((lesson) => numbered(random, lesson)),
    random.pick(fr.REFLECTIONS),
    tags(random, ["#droit", "#jurisprudence", "#droitsocial", "#RGPD", "#veille", "#contentieux"]),
  ];
  return { theme: "legal-news", author, markup: paragraphs(random, parts) };
}

function freelance(random: Random): Omit<Draft, "language"> {
  const parts = [
    random.pick(fr.FREELANCE_OFFERS),
    `Je peux ${random.sample(fr.MISSIONS, random.int(2, 3)).join(", ")}.`,
    `Basé·e à ${random.pick(fr.CITIES)}, je travaille partout à distance.`,
    random.pick([
      "Premier échange offert.",
      "Références sur demande.",
      "Mission minimum : dix jours.",
      "Tarif journalier affiché, sans surprise.",
    ]),
    tags(random, ["#freelance", "#indépendant", "#juriste", "#legalops", "#mission"]),
  ];
  return { theme: "freelance", author: person(random), markup: paragraphs(random, parts) };
}

function trap(random: Random): Omit<Draft, "language"> {
  const parts = [
    ...random.sample(fr.TRAPS, random.int(1, 2)),
    ...random.sample(fr.REFLECTIONS, random.int(1, 3)),
    ...random.sample(fr.LESSONS.slice(0, 5), random.int(0, 1)),
    tags(random, ["#qvt", "#droitsocial", "#carrière", "#management", "#vieprivée"]),
  ];
  return { theme: "trap", author: person(random), markup: paragraphs(random, parts) };
}

function culture(random: Random): Omit<Draft, "language"> {
  const author = company(random, "employer");
  const guest = company(random, "employer");
  const parts = [
    random.pick(fr.CULTURE),
    random.chance(0.5)
      ? `Merci à ${mention(guest)} pour l'accueil.`
      : `Un grand bravo à l'équipe de ${random.pick(fr.CITIES)}.`,
    random.pick(fr.REFLECTIONS),
    tags(random, ["#équipe", "#innovation", "#salon", "#RSE", "#marketing"]),
  ];
  return { theme: "culture", author, markup: paragraphs(random, parts) };
}

function english(random: Random): Omit<Draft, "language"> {
  const theme = random.weighted(ENGLISH);
  const author = theme === "legal-news" ? person(random) : company(random, "employer");
  return {
    theme,
    author,
    markup: paragraphs(random, [...englishParts(random, theme), tags(random, en.TAGS)]),
  };
}

function englishParts(random: Random, theme: Theme): string[] {
  if (theme === "legal-news") return [random.pick(en.NEWS), ...random.sample(en.TAKES, random.int(1, 3))];
  if (theme === "internship")
    return [
      random.pick(en.INTERNSHIPS),
      `You will ${random.sample(en.DUTIES, 2).join(" and ")} in ${random.pick(en.CITIES)}.`,
      call(random, en.CALLS),
    ];
  if (theme === "culture")
    return [
      random.pick(en.CULTURE),
      `Huge thanks to ${mention(company(random, "employer"))} and everyone in ${random.pick(en.CITIES)}.`,
    ];
  const opening = `We are looking for a ${random.pick(en.ROLES)} in ${random.pick(en.CITIES)}.`;
  return [
    random.pick(en.HOOKS),
    opening,
    `You will ${random.sample(en.DUTIES, random.int(2, 3)).join(", ")}.`,
    ...random.sample(en.WANTS, random.int(1, 2)),
    call(random, en.CALLS),
  ];
}

function call(random: Random, pool: readonly string[]): string {
  return numbered(random, random.pick(pool));
}

function numbered(random: Random, phrase: string): string {
  return phrase.replace("{n}", String(random.int(1000, 9999))).replace("{d}", String(random.int(2, 28)));
}

function tags(random: Random, pool: readonly string[]): string {
  return random.chance(0.12) ? "" : random.sample(pool, random.int(1, 4)).join(" ");
}

function paragraphs(random: Random, parts: readonly string[]): string {
  const separator = random.pick(["\n\n", "\n\n", "\n", " "]);
  return parts.filter((part) => part !== "").join(separator);
}
