import { eld } from "eld/small";

/** Below this, a text says too little: "Legal Counsel, CDI, Paris" may be an offer in either language. */
const MIN_WORDS = 7;
const MIN_LETTERS = 30;

const NOISE = /https?:\/\/\S+|www\.\S+|\S+@\S+|[#@][\p{L}\p{N}_]+/gu;
const LETTER_RUN = /\p{L}+/gu;

/** ISO 639-1 code of a text, or null when it is too short or the detector is unsure: doubt never makes a post foreign. */
export function detectLanguage(text: string): string | null {
  const words = text.normalize("NFKC").replace(NOISE, " ").match(LETTER_RUN) ?? [];
  if (words.length < MIN_WORDS || words.join("").length < MIN_LETTERS) return null;
  const result = eld.detect(unshout(words.join(" ")));
  return result.language !== "" && result.isReliable() ? result.language : null;
}

/** The detector was trained on running text; capitals mislead it. */
const unshout = (text: string): string => text.toLowerCase();
