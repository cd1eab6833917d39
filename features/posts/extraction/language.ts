import { eld } from "eld/extrasmall";

export type Detection =
  | { language: string; trust: number; sample: string }
  | { language: null; reason: string };

/** Fewer letters than this say nothing sure in any language. */
const fewestLetters = 14;

/** The language of a post's words: addresses, mentions and hashtags are left out, they are often in another language. */
export function detectLanguage(text: string, marked: readonly string[] = []): Detection {
  const sample = wordsOf(text, marked);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  if (letters < fewestLetters) return { language: null, reason: "too_short" };
  return detectWords(sample, letters);
}

function detectWords(sample: string, letters: number): Detection {
  const result = eld.detect(sample);
  const [best = 0, second = 0] = Object.values(result.getScores()).sort((a, b) => b - a);
  const lead = best - second;
  const isSure = result.isReliable() || (letters >= 24 && lead > 0.05);
  if (result.language === "en" && isFrenchWithJargon(sample, letters))
    return { language: "fr", trust: 0.7, sample };
  if (result.language === "" || !isSure) return { language: null, reason: "uncertain" };
  return { language: result.language, trust: Math.min(0.99, Math.round((0.7 + lead) * 1000) / 1000), sample };
}

/** Below this many letters, a few English job titles outweigh the French around them. */
const shortLetters = 80;
const frenchMarks =
  /[éèêàçùœ]|(?<!\p{L})(?:un|une|le|la|les|des|du|nous|vous|notre|votre|recrute|recrutons|recherche|chez|pour|avec|cdi|cdd|h\/f|f\/h|profil|poste)(?!\p{L})/iu;
const englishMarks =
  /(?<!\p{L})(?:the|and|of|for|we|is|are|to|in|with|our|you|your|a|an|at|my|this|it|by|from|on the)(?!\p{L})/iu;

/** French words and none of English grammar: "On recrute un Legal Operations Manager". */
function isFrenchWithJargon(sample: string, letters: number): boolean {
  return letters < shortLetters && frenchMarks.test(sample) && !englishMarks.test(sample);
}

function wordsOf(text: string, marked: readonly string[]): string {
  let words = text
    .normalize("NFKC")
    .replaceAll(/\bhttps?:\/\/\S+|\bwww\.\S+|\S+@\S+\.\S+/giu, " ")
    .replaceAll(/[#＃@][\p{L}\p{N}_]+/gu, " ");
  for (const mark of marked) words = words.replaceAll(mark, " ");
  return words
    .replaceAll(/[^\p{L}\p{M}\p{N}\s'’.,!?/-]/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
