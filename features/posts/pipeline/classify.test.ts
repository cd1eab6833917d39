import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadRules } from "../rules/load-rules.ts";
import { classify } from "./classify.ts";

const legal = loadRules("legal-fr");
const generic = loadRules("generic");
const nowMs = Date.parse("2026-11-21T12:00:00Z");
const judge = (text: string, more = {}) => classify({ text, ...more }, legal, nowMs);
const samples = readFileSync(new URL("../rules/fixtures/legal-fr.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => (JSON.parse(line) as { text: string }).text);

describe("classify", () => {
  it.each([
    "Protection de la vie privée : on recrute un juriste RGPD à Paris, CDI",
    "Équilibre vie pro / vie perso : nous recrutons un juriste à Paris",
    "Nous recrutons un juriste. Un premier stage significatif est un plus.",
    "Nous recrutons un juriste, 3 ans d'expérience (stages inclus)",
    "Nous recrutons un juriste junior, stages et alternances acceptés comme expérience",
    "Nous recrutons un juriste, 5 ans d'expérience hors stage",
    "Nous recrutons un juriste (pas de stage)",
    "Nous recrutons un juriste, direction juridique interne, contexte international",
    "Nous recrutons un juriste, en alternance télétravail/présentiel",
    "Nous recrutons un juriste, sens de la relation client et satisfaction de nos clients",
  ])("keeps: %s", (text) => expect(judge(text)).toMatchObject({ verdict: "kept", category: "relevant" }));

  it.each([
    ["V.I.E"],
    ["VIE en Allemagne"],
    ["Volontariat International en Entreprise"],
    ["stage"],
    ["alternance"],
    ["contrat d'apprentissage"],
  ])("rejects an offer for %s as internship", (kind) =>
    expect(judge(`Juriste contrats, ${kind}, 12 mois. Postulez !`)).toMatchObject({
      verdict: "rejected",
      category: "internship",
    }),
  );

  it("reads inclusive writing, accents, capitals, decorated letters and hashtags alike", () => {
    for (const role of [
      "juriste·s",
      "JURISTE",
      "avocat(e)",
      "avocat-e",
      "avocat.e.s",
      "𝗷𝘂𝗿𝗶𝘀𝘁𝗲",
      "#JuristeDroitSocial",
      "délégué·e à la protection des données",
      "de\u0301le\u0301gue\u0301 a\u0300 la protection des donne\u0301es",
    ]) {
      expect(judge(`Nous recrutons 1 ${role} F/H/X à Paris`), role).toMatchObject({ category: "relevant" });
    }
  });

  it("gives spans in code points that cut exactly their text out of the original", () => {
    const junk = fc.string({ unit: "binary", maxLength: 12 });
    fc.assert(
      fc.property(
        junk,
        fc.constantFrom(...samples),
        junk,
        fc.constantFrom(legal, generic),
        (before, text, after, rules) => {
          const whole = before + text + after;
          const points = Array.from(whole);
          const result = classify({ text: whole }, rules, nowMs);
          for (const { start, length, text: cut } of result.terms.flatMap((term) => term.spans)) {
            expect(length).toBeGreaterThan(0);
            expect(points.slice(start, start + length).join("")).toBe(cut);
          }
          expect(result.score >= 0.5).toBe(result.verdict === "kept");
          expect(result.score).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("names the term that decided, where it stands after an emoji and an accent", () => {
    const result = judge("👩‍⚖️ Été : notre client recrute un juriste");
    expect(result.category).toBe("agency");
    expect(result.terms[0]?.spans[0]).toEqual({ start: 11, length: 20, text: "notre client recrute" });
  });

  it("calls a relevant post stale after 21 days, not before, and not when the date is unknown", () => {
    const text = "Nous recrutons un juriste à Lyon";
    const at = (days: number) =>
      judge(text, { published_at: new Date(nowMs - days * 86_400_000).toISOString() }).category;
    expect([at(0), at(21), at(21.01), at(-1)]).toEqual(["relevant", "relevant", "stale", "relevant"]);
    expect(judge(text, { published_at: null }).category).toBe("relevant");
    expect(judge("Stage juriste H/F", { published_at: "2020-01-01T00:00:00Z" }).category).toBe("internship");
  });

  it("never calls a short or unsure text foreign, and believes a language that is given", () => {
    expect(judge("Legal Counsel - CDI - Paris").category).toBe("relevant");
    expect(
      judge("We are hiring a Legal Counsel to join our growing team and support the business every day.")
        .category,
    ).toBe("external");
    expect(judge("Legal Counsel - CDI - Paris", { language: "en-GB" })).toMatchObject({
      category: "external",
      terms: [{ term: "language: en", spans: [] }],
    });
    expect(judge("Nous recrutons un juriste", { place: "Genève" })).toMatchObject({
      category: "external",
      terms: [{ term: "place: Genève", spans: [] }],
    });
  });

  it("rejects what recruiters publish by the line under their name, but not a company's own recruiter", () => {
    const text = "Juriste contrats H/F, CDI, Paris. Postulez !";
    expect(judge(text, { author_headline: "Consultant en recrutement | Robert Half" })).toMatchObject({
      category: "agency",
      terms: [
        { term: "Consultant en recrutement", spans: [] },
        { term: "Robert Half", spans: [] },
      ],
    });
    expect(judge(text, { author_headline: "Chargée de recrutement, Danone" }).category).toBe("relevant");
  });

  it("has an answer for texts without words", () => {
    for (const text of ["", " \n", "👍", "…", "\u0000", "\ud800"])
      expect(judge(text)).toMatchObject({ verdict: "rejected", category: "other", terms: [] });
  });
});

describe("generic", () => {
  it.each([
    "We're hiring! Join our team as a backend engineer in Berlin.",
    "Nous recrutons un boulanger à Lille, CDI.",
    "I'm hiring a product designer, DM me.",
    "Our client is looking for a nurse.",
    "Poste à pourvoir : comptable, Lyon",
    "Stage marketing : postulez !",
  ])("keeps: %s", (text) => expect(classify({ text }, generic, nowMs).category).toBe("relevant"));
  it.each([
    "I'm happy to share that I'm starting a new position as Engineer!",
    "Je suis à la recherche d'un poste de comptable à Lyon.",
    "Great panel on the future of hiring yesterday.",
    "Belle soirée avec l'équipe !",
    "Why hiring is broken: 5 lessons",
  ])("rejects: %s", (text) => expect(classify({ text }, generic, nowMs).category).toBe("non_recruitment"));
});
