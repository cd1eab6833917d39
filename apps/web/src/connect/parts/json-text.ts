/** JSON as somebody wrote it: numbers keep every digit, which they would lose by being parsed. */
export interface JsonText {
  tokens: readonly string[];
  lines: readonly string[];
  /** The line each token stands in. */
  lineOf: readonly number[];
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gu;
const indentBy = "  ";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** JSON laid out in lines, its values untouched; null when the text is no JSON. */
export function layOutJson(text: string): JsonText | null {
  if (!isJson(text)) return null;
  const tokens = text.match(token) ?? [];
  const lines = [""];
  const lineOf: number[] = [];
  let depth = 0;
  for (const [index, piece] of tokens.entries()) {
    if (isClosing(piece)) depth -= 1;
    if (breaksBefore(piece, tokens[index - 1])) lines.push(indentBy.repeat(depth));
    lines[lines.length - 1] += piece === ":" ? ": " : piece;
    lineOf.push(lines.length - 1);
    if (isOpening(piece)) depth += 1;
  }
  return { tokens, lines, lineOf };
}

/** A new line after "{", "[" and ",", and before "}" and "]"; what is empty stays on one line. */
const breaksBefore = (piece: string, before: string | undefined): boolean =>
  isClosing(piece) ? !isOpening(before) : isOpening(before) || before === ",";

const isOpening = (piece: string | undefined) => piece === "{" || piece === "[";
const isClosing = (piece: string | undefined) => piece === "}" || piece === "]";

/** Where a part stands in a whole, first and last line; null when it is not there. */
export function findLines(whole: JsonText, part: JsonText): { first: number; last: number } | null {
  const length = part.tokens.length;
  for (let start = 0; start + length <= whole.tokens.length; start += 1) {
    if (part.tokens.every((piece, index) => isSame(piece, whole.tokens[start + index])))
      return { first: whole.lineOf[start] ?? 0, last: whole.lineOf[start + length - 1] ?? 0 };
  }
  return null;
}

/** The same value, however it is written: 1.0 and 1, "é" and "\u00e9". */
function isSame(a: string, b: string | undefined): boolean {
  if (a === b || b === undefined) return a === b;
  if (a.startsWith('"') && b.startsWith('"')) return JSON.parse(a) === JSON.parse(b);
  return isNumber(a) && isNumber(b) && Number(a) === Number(b);
}

const isNumber = (piece: string) => /^-?\d/u.test(piece);
