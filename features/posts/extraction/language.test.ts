import { describe, expect, test } from "vitest";
import { detectLanguage } from "./language.ts";

/** Short posts as recruiters write them. */
const french = [
  "Nous recrutons un juriste en droit social à Lyon.",
  "Le cabinet cherche deux avocats en fusions-acquisitions.",
  "Poste ouvert : responsable juridique, CDI, Paris.",
  "On recrute !  Venez nous rejoindre.",
  "Notre équipe s'agrandit, postulez vite.",
  "Rejoignez notre direction juridique à Nantes.",
  "Recherche juriste contrats, 3 ans d'expérience.",
  "Je suis ravie de rejoindre la direction juridique.",
  "Merci à tous pour vos messages.",
  "Une belle opportunité pour un notaire assistant.",
  "Offre d'emploi : juriste immobilier H/F",
  "CDI, télétravail deux jours par semaine.",
  "Heureux d'annoncer ma nouvelle aventure.",
  "Bravo à toute l'équipe !",
  "Vous aimez le droit fiscal ? Parlons-en.",
  "Qui connaît un bon avocat en droit du travail ?",
  "Très fier de ce parcours.",
  "Candidature à envoyer avant vendredi.",
  "Poste basé à Bordeaux, à pourvoir immédiatement.",
  "Cabinet d'avocats recrute collaborateur confirmé",
  "Juriste droit des sociétés - Lille - CDI",
  "C'est parti pour une nouvelle année !",
  "Retour sur notre conférence de mardi.",
  "Nous cherchons un paralegal bilingue.",
  "Belle soirée avec nos clients hier.",
  "Compliance officer recherché pour notre siège.",
  "Merci pour votre confiance.",
  "N'hésitez pas à partager autour de vous.",
  "Et vous, qu'en pensez-vous ?",
  "Le droit, c'est aussi une affaire de passion.",
  "Ma mission : accompagner les entreprises.",
  "Bonne rentrée à toutes et à tous.",
  "Lancement de notre nouveau site internet aujourd'hui.",
  "Formation en droit des contrats ce jeudi.",
  "Je recherche un poste de juriste d'affaires.",
  "Disponible immédiatement sur toute la France.",
  "La protection de la vie privée au quotidien.",
  "Encore une victoire pour nos clients.",
  "Directeur juridique, un métier en mutation.",
  "Avis aux juristes en propriété intellectuelle !",
  "Nouveau poste, nouveaux défis.",
  "Notre cabinet ouvre un bureau à Marseille.",
  "Découvrez notre dernier article.",
  "Réunion d'équipe ce matin dans la bonne humeur.",
  "On en parle demain au salon.",
  "Le RGPD fête ses dix ans.",
  "Salaire selon profil, avantages attractifs.",
  "Envoyez votre CV par message privé.",
  "Les candidatures sont ouvertes.",
  "Juriste junior ou confirmé, écrivez-moi.",
];

/** Few words, many of them English titles: unknown is allowed, another language hardly. */
const hardFrench = [
  "Poste CDI juriste Paris",
  "Legal Counsel H/F, Paris, CDI, profil junior",
  "On recrute un Legal Operations Manager",
  "Notre Head of Legal vous parle de compliance",
  "Meetup legaltech ce soir à Station F",
  "Team building réussi",
  "Offre de stage M2 droit des affaires",
  "Recrutement juriste corporate M&A",
  "Avocat collaborateur droit public",
  "Bonjour LinkedIn",
  "Bonne année",
  "Merci beaucoup",
  "Félicitations Marie",
  "CV en MP svp",
  "Hâte d'y être",
  "Webinar RGPD mardi 14h inscription gratuite",
  "Je signe",
  "À lire absolument",
  "Quelle fierté",
  "Juriste droit social",
  "Cherche alternance juriste",
  "Un grand merci",
  "Avis de recherche",
  "URGENT recrutement juriste bancaire Lyon",
  "DPO externalisé pour PME",
  "Droit du travail : ce qui change en janvier",
  "Bravo Paul pour ta nomination",
  "Notaire stagiaire - étude Bordeaux centre",
  "Contract manager confirmé, La Défense",
  "Retour en images",
];

describe("language", () => {
  test("short French posts are French in at least 97 of 100 cases", () => {
    const wrong = french.filter((text) => detectLanguage(text).language !== "fr");
    expect(wrong.length / french.length, wrong.join(" | ")).toBeLessThanOrEqual(0.03);
  });

  test("French with English job titles is hardly ever taken for another language", () => {
    const wrong = hardFrench.filter((text) => !["fr", null].includes(detectLanguage(text).language));
    expect(wrong.length, wrong.join(" | ")).toBeLessThanOrEqual(1);
  });

  test.each([
    ["We are hiring a lawyer in London.", "en"],
    ["Happy to share that I am starting a new position.", "en"],
    ["Wir suchen eine Juristin in Berlin.", "de"],
    ["Buscamos un abogado en Madrid.", "es"],
    ["Cerchiamo un avvocato a Milano.", "it"],
    ["Estamos contratando um advogado em Lisboa.", "pt"],
    ["Wij zoeken een jurist in Amsterdam.", "nl"],
  ])("“%s” is %s", (text, language) => {
    expect(detectLanguage(text).language).toBe(language);
  });

  test("addresses, mentions and hashtags do not decide", () => {
    expect(
      detectLanguage(
        "Nous recrutons chez Legal Tech Partners https://careers.example.com/jobs/open-position #hiring #legal #opentowork",
        ["Legal Tech Partners"],
      ).language,
    ).toBe("fr");
  });

  test.each(["", "👉 https://lnkd.in/abc", "OK", "#legal #hiring #work"])("“%s” has no language", (text) => {
    expect(detectLanguage(text)).toEqual({ language: null, reason: "too_short" });
  });
});
