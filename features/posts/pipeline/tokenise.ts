import { foldText, type FoldedText } from "./fold-text.ts";

/** One word of a text, folded, with its place in the original. */
export interface Token {
  /** Folded word: "juriste" for "Juriste·s", "vie" for "V.I.E.", "h/f" for "(F/H/X)", "flag:lu" for 🇱🇺. */
  word: string;
  /** First code point in the original text. */
  start: number;
  /** Code point after the last one. */
  end: number;
  /** How it was written. `upper` means two or more letters, all capitals, in a sentence that does not shout. */
  shape: "lower" | "capital" | "upper";
  /** Number of the sentence; patterns never cross it. */
  sentence: number;
}

// Endings of French inclusive writing. After "·" or "(" more are safe than after ".", "-" or "/", which also join ordinary words.
const WIDE_ENDING =
  "(?:e|es|s|x|ne|nes|le|les|te|se|ve|ves|fe|trice|trices|rice|rices|ice|euse|euses|ere|eres|iere|ieres|ienne|iennes)";
const NARROW_ENDING = "(?:e|es|s|ne|nes|trice|trices|rice|rices|euse|euses|ere|eres)";
const INCLUSIVE = `(?:·${WIDE_ENDING}(?!\\p{L})|\\([-·/]?${WIDE_ENDING}\\)s?(?!\\p{L})|[.\\-/]${NARROW_ENDING}(?!\\p{L}))`;

const TOKEN = new RegExp(
  [
    "(?<gender>(?<![\\p{L}\\p{N}])[hfm] ?[/|.\\-] ?[hfmwx](?: ?[/|.\\-] ?(?:[hfmwxd]|nb|i))?(?![\\p{L}\\p{N}]))",
    "(?<acronym>(?<![\\p{L}\\p{N}])\\p{L}(?:\\.\\p{L}){2,}(?![\\p{L}\\p{N}])\\.?)",
    "#(?<hashtag>[\\p{L}\\p{N}_]+)",
    `(?<word>[\\p{L}\\p{N}]+)(?<ending>${INCLUSIVE}+)?`,
    "(?<flag>[\\u{1F1E6}-\\u{1F1FF}]{2})",
    "(?<pin>[\\u{1F4CD}\\u{1F4CC}\\u{1F5FA}])",
    '(?<stop>[!?;]|[.](?=\\s|$|["»)])|·|\\n)',
    "(?<colon>:)",
  ].join("|"),
  "gu",
);

/** Share of capital letters from which a sentence shouts, so that capitals say nothing about one word. */
const SHOUTING = 0.6;
const REGIONAL_A = 0x1f1e6;

/** Splits a text into folded words with their spans; understands accents, elision, inclusive writing, hashtags, acronyms, flags. */
export function tokenise(original: string): Token[] {
  const folded = foldText(original);
  const tokens: Token[] = [];
  const reader: Reader = { folded, tokens, sentence: 0, afterColon: false };
  for (const match of folded.text.matchAll(TOKEN)) read(reader, match);
  quietShouting(tokens);
  return tokens;
}

interface Reader {
  folded: FoldedText;
  tokens: Token[];
  sentence: number;
  /** A line break after a colon does not end the sentence: "Nous recrutons :\nJuriste". */
  afterColon: boolean;
}

function read(reader: Reader, match: RegExpMatchArray): void {
  const groups = match.groups ?? {};
  const at = match.index ?? 0;
  if (groups["stop"] !== undefined) {
    if (!(groups["stop"] === "\n" && reader.afterColon)) reader.sentence += 1;
    return;
  }
  reader.afterColon = groups["colon"] !== undefined;
  if (!reader.afterColon) readWord(reader, match, groups, at);
}

function readWord(
  reader: Reader,
  match: RegExpMatchArray,
  groups: Record<string, string | undefined>,
  at: number,
): void {
  if (groups["hashtag"] !== undefined) splitHashtag(reader, at + 1, groups["hashtag"]);
  else add(reader, wordOf(groups, match[0]), at, at + match[0].length);
  const last = reader.tokens.at(-1);
  if (groups["acronym"] !== undefined && last !== undefined) last.shape = "upper";
}

function wordOf(groups: Record<string, string | undefined>, whole: string): string {
  if (groups["word"] !== undefined) return groups["word"];
  if (groups["gender"] !== undefined) return "h/f";
  if (groups["acronym"] !== undefined) return whole.replaceAll(".", "");
  if (groups["pin"] !== undefined) return "📍";
  return `flag:${[...whole].map((letter) => String.fromCharCode(97 + (letter.codePointAt(0) ?? 0) - REGIONAL_A)).join("")}`;
}

function add(reader: Reader, word: string, from: number, to: number): void {
  const { folded } = reader;
  reader.tokens.push({
    word,
    start: folded.starts[from] ?? 0,
    end: folded.ends[to - 1] ?? 0,
    shape: shapeOf(folded, from, to),
    sentence: reader.sentence,
  });
}

function shapeOf(folded: FoldedText, from: number, to: number): Token["shape"] {
  let letters = 0;
  let capitals = 0;
  for (let unit = from; unit < to; unit += 1) {
    if (!/\p{L}/u.test(folded.text[unit] ?? "")) continue;
    letters += 1;
    capitals += folded.capitals[unit] ?? 0;
  }
  if (letters >= 2 && capitals === letters) return "upper";
  return folded.capitals[from] === 1 ? "capital" : "lower";
}

/** "#JuristeDroitSocial" reads as three words; "#juriste" as one. */
function splitHashtag(reader: Reader, from: number, body: string): void {
  let wordStart = 0;
  for (let unit = 1; unit <= body.length; unit += 1) {
    if (unit < body.length && !startsWord(reader.folded, from, body, unit)) continue;
    const word = body.slice(wordStart, unit).replaceAll("_", "");
    if (word !== "") add(reader, word, from + wordStart, from + unit);
    wordStart = unit;
  }
}

function startsWord(folded: FoldedText, from: number, body: string, unit: number): boolean {
  if (body[unit - 1] === "_") return true;
  if (folded.capitals[from + unit] !== 1) return false;
  const isAfterLower = folded.capitals[from + unit - 1] !== 1;
  const isBeforeLower = unit + 1 < body.length && folded.capitals[from + unit + 1] !== 1;
  return isAfterLower || isBeforeLower;
}

/** In a sentence written in capitals, a capital word is an ordinary word. */
function quietShouting(tokens: Token[]): void {
  let first = 0;
  while (first < tokens.length) {
    let last = first;
    while (last < tokens.length && tokens[last]?.sentence === tokens[first]?.sentence) last += 1;
    const words = tokens.slice(first, last).filter((token) => token.word.length > 1);
    const upper = words.filter((token) => token.shape === "upper");
    if (words.length > 3 && upper.length / words.length > SHOUTING) {
      for (const token of upper) token.shape = "capital";
    }
    first = last;
  }
}
