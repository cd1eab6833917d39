/** Text prepared for matching, with the way back to the original: spans count Unicode code points. */
export interface FoldedText {
  /** Lower case, without accents, compatibility letters (𝗝𝘂𝗿𝗶𝘀𝘁𝗲) made plain, invisible characters removed. */
  text: string;
  /** First original code point of each UTF-16 unit of `text`. */
  starts: Uint32Array;
  /** Code point after the last one each UTF-16 unit of `text` came from. */
  ends: Uint32Array;
  /** 1 where the original letter was a capital. */
  capitals: Uint8Array;
}

const SPECIAL = new Map<string, string>([
  ["œ", "oe"],
  ["æ", "ae"],
  ["ß", "ss"],
  ["ø", "o"],
  ["ł", "l"],
  ["đ", "d"],
  ["’", "'"],
  ["‘", "'"],
  ["ʼ", "'"],
  ["´", "'"],
  ["`", "'"],
  ["′", "'"],
  ["‐", "-"],
  ["‑", "-"],
  ["‒", "-"],
  ["–", "-"],
  ["—", "-"],
  ["−", "-"],
  ["•", "·"],
  ["‧", "·"],
  ["∙", "·"],
  ["⋅", "·"],
  ["・", "·"],
  ["●", "·"],
  ["▪", "·"],
  ["\u2028", "\n"],
  ["\u2029", "\n"],
  ["\r", "\n"],
]);
/** Soft hyphen, zero-width characters, variation selectors, skin tones. */
const INVISIBLE = /^(?:\u00ad|\p{Cf}|\p{Variation_Selector}|\p{Emoji_Modifier})$/u;
const MARKS = /\p{M}+/gu;

const foldCache = new Map<string, string>();
/** Bounds the cache: a text may hold any of the 1.1 million code points. */
const FOLD_CACHE_LIMIT = 4096;

/** One code point, folded; "" when it is invisible or only a combining mark. */
function foldPoint(point: string): string {
  const cached = foldCache.get(point);
  if (cached !== undefined) return cached;
  const lower = point.toLowerCase();
  let folded = "";
  if (!INVISIBLE.test(point)) {
    folded = SPECIAL.get(lower) ?? point.normalize("NFKD").toLowerCase().replace(MARKS, "");
    folded = SPECIAL.get(folded) ?? folded;
  }
  if (foldCache.size < FOLD_CACHE_LIMIT) foldCache.set(point, folded);
  return folded;
}

const isCapital = (point: string): boolean => {
  const plain = point.normalize("NFKD");
  return plain !== plain.toLowerCase();
};

/**
 * Folds a text for matching and keeps, for each folded unit, the original code points it came from.
 *
 * @example foldText("Équipe d’Élèves").text === "equipe d'eleves"
 */
export function foldText(original: string): FoldedText {
  const capacity = original.length * 2 + 64;
  const builder = {
    text: "",
    length: 0,
    starts: new Uint32Array(capacity),
    ends: new Uint32Array(capacity),
    capitals: new Uint8Array(capacity),
  };
  let index = 0;
  for (const point of original) {
    const code = point.charCodeAt(0);
    if (code < 128 && code !== 13 && code !== 96) appendAscii(builder, point, code, index);
    else appendFolded(builder, point, index);
    index += 1;
  }
  return {
    text: builder.text,
    starts: builder.starts.subarray(0, builder.length),
    ends: builder.ends.subarray(0, builder.length),
    capitals: builder.capitals.subarray(0, builder.length),
  };
}

interface Builder extends FoldedText {
  length: number;
}

function appendAscii(builder: Builder, point: string, code: number, index: number): void {
  const isUpper = code >= 65 && code <= 90;
  builder.text += isUpper ? String.fromCharCode(code + 32) : point;
  push(builder, 1, index, isUpper ? 1 : 0);
}

function appendFolded(builder: Builder, point: string, index: number): void {
  const folded = foldPoint(point);
  if (folded === "") {
    // A combining mark or joiner belongs to the letter before it.
    if (builder.length > 0) builder.ends[builder.length - 1] = index + 1;
    return;
  }
  builder.text += folded;
  push(builder, folded.length, index, isCapital(point) ? 1 : 0);
}

function push(builder: Builder, units: number, index: number, capital: number): void {
  if (builder.length + units > builder.starts.length) grow(builder, units);
  for (let unit = 0; unit < units; unit += 1) {
    builder.starts[builder.length] = index;
    builder.ends[builder.length] = index + 1;
    builder.capitals[builder.length] = capital;
    builder.length += 1;
  }
}

function grow(builder: Builder, units: number): void {
  const capacity = (builder.length + units) * 2;
  const copy = <T extends Uint32Array | Uint8Array>(from: T, to: T): T => {
    to.set(from);
    return to;
  };
  builder.starts = copy(builder.starts, new Uint32Array(capacity));
  builder.ends = copy(builder.ends, new Uint32Array(capacity));
  builder.capitals = copy(builder.capitals, new Uint8Array(capacity));
}

/** Folded text for search and comparison: {@link foldText} with runs of white space squeezed to one space. */
export function searchText(original: string): string {
  return foldText(original).text.replace(/\s+/gu, " ").trim();
}
