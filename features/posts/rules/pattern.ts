import { tokenise } from "../pipeline/tokenise.ts";

/**
 * The little language of the rule files. Words are compared without case or accents, on whole words.
 *
 * | written          | matches                                                             |
 * |------------------|---------------------------------------------------------------------|
 * | `juriste`        | juriste, juristes, Juriste·s, juriste(s)                            |
 * | `=stage`         | stage, but not its plural                                           |
 * | `recrut*`        | any word that begins with recrut                                    |
 * | `avocat\|avocate` | one of the words                                                    |
 * | `tres?`          | the word or nothing                                                 |
 * | `~hays`          | the word when it begins with a capital                              |
 * | `^vie`           | the word in capitals (VIE, V.I.E), unless the whole sentence shouts |
 * | `_vie`           | the word when it is not in capitals                                 |
 * | `<3>`            | up to three words of the same sentence                              |
 * | `@role`          | any pattern of the list `role`                                      |
 */
export type Element =
  | { kind: "word"; options: WordTest[]; isOptional: boolean }
  | { kind: "gap"; max: number }
  | { kind: "list"; list: string; isOptional: boolean };

export interface WordTest {
  text: string;
  mode: "plural" | "exact" | "prefix";
  shape: "any" | "capital" | "upper" | "plain";
}

/** Why a pattern cannot be read; the loader adds the rule set, the category and the line. */
export class PatternError extends Error {}

/** Reads one pattern. Throws `PatternError` with the part at fault. */
export function parsePattern(pattern: string): Element[] {
  const elements = pattern
    .trim()
    .split(/\s+/u)
    .filter((piece) => piece !== "")
    .flatMap(parsePiece);
  if (elements.length === 0) throw new PatternError("the pattern is empty");
  const [first] = elements;
  const last = elements.at(-1);
  if (first?.kind === "gap" || last?.kind === "gap")
    throw new PatternError(`"${pattern}" begins or ends with a gap <n>`);
  if (elements.every((element) => element.kind !== "gap" && element.isOptional)) {
    throw new PatternError(`every word of "${pattern}" is optional`);
  }
  return elements;
}

function parsePiece(piece: string): Element[] {
  const gap = /^<(\d{1,2})>$/u.exec(piece);
  if (gap) return [{ kind: "gap", max: Number(gap[1]) }];
  const isOptional = piece.length > 1 && piece.endsWith("?");
  const body = isOptional ? piece.slice(0, -1) : piece;
  if (body.startsWith("@")) return [{ kind: "list", list: body.slice(1), isOptional }];
  if (body.includes("|")) return [{ kind: "word", options: body.split("|").map(parseWord), isOptional }];
  const words = parseWords(body);
  return words.map((word) => ({ kind: "word", options: [word], isOptional }));
}

function parseWord(option: string): WordTest {
  const words = parseWords(option);
  const [only] = words;
  if (only === undefined || words.length > 1)
    throw new PatternError(`"${option}" is not one word; alternatives are single words`);
  return only;
}

const SHAPES: Record<string, WordTest["shape"]> = { "~": "capital", "^": "upper", _: "plain" };

function parseWords(piece: string): WordTest[] {
  const mark = /^[=~^_]+/u.exec(piece)?.[0] ?? "";
  const isPrefix = piece.endsWith("*");
  const literal = piece.slice(mark.length, isPrefix ? -1 : undefined);
  const tokens = tokenise(literal);
  if (tokens.length === 0) throw new PatternError(`"${piece}" holds no word`);
  const mode = isPrefix ? "prefix" : mark.includes("=") ? "exact" : "plural";
  const shape = SHAPES[mark.replace("=", "")] ?? "any";
  return tokens.map((token) => ({ text: token.word, mode, shape }));
}
