import { Decimal, type Value } from "./value.ts";

/**
 * What may hold a number that a double can't: sixteen digits in a row, with or without a point between them, or an exponent.
 * Looked for only where a number can begin. It also finds some texts, which costs a slower reading and no wrong one.
 */
const MAY_LOSE = /(?:^|[:,[\s])-?\d(?:(?:\.?\d){15,}|[\d.]*[eE])/u;

/**
 * JSON without a loss: like JSON.parse, except that integers beyond ±(2^53 − 1) become bigints, and numbers a double does
 * not hold exactly as they are written become `Decimal`. Throws SyntaxError.
 */
export function parseJson(text: string): Value {
  if (!MAY_LOSE.test(text)) return JSON.parse(text) as Value;
  const marked = markNumbers(text);
  return marked === null ? parseEachNumber(text) : unmark(JSON.parse(marked) as Value);
}

/** Asks for the text of every number, which takes five times as long. */
function parseEachNumber(text: string): Value {
  return JSON.parse(text, (_name, value: unknown, context?: { source?: string }) =>
    typeof value === "number" ? exactNumber(value, context?.source ?? String(value)) : value,
  ) as Value;
}

/** Begins a text that stands for a number. As JSON writes it, so that a JSON without it has no such text. */
const mark = "\u0000";
const writtenMark = String.raw`\u0000`;
/** A field whose number may lose something. The quote in front ends a text, or what stands before it would be no JSON. */
const FIELD =
  /(?<before>[^\\\s:,[{]"\s*:\s*)(?<number>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=[,}\s])/uy;

/**
 * The same JSON with a text in place of every number that may lose something. Null where a number stands elsewhere than in a
 * field, or can't be told from digits in a text.
 */
function markNumbers(text: string): string | null {
  if (text.includes(writtenMark)) return null;
  const finder = new RegExp(MAY_LOSE, "gu");
  let marked = "";
  let end = 0;
  for (let found = finder.exec(text); found !== null; found = finder.exec(text)) {
    const field = fieldAt(text, found.index);
    if (field === null) return null;
    marked += `${text.slice(end, field.start)}"${writtenMark}${field.number}"`;
    end = field.start + field.number.length;
    finder.lastIndex = end;
  }
  return marked + text.slice(end);
}

/** The number behind this place, if what stands around it says that it is a field's. */
function fieldAt(text: string, place: number): { start: number; number: string } | null {
  FIELD.lastIndex = Math.max(0, text.lastIndexOf('"', place) - 1);
  const { before, number } = FIELD.exec(text)?.groups ?? {};
  if (before === undefined || number === undefined) return null;
  const start = FIELD.lastIndex - number.length;
  // In front of the place: what is there is another field's.
  return start < place ? null : { start, number };
}

/** Numbers in place of the texts that stand for them. */
function unmark(value: Value): Value {
  if (typeof value === "string") {
    const source = value.slice(mark.length);
    return value.startsWith(mark) ? exactNumber(Number(source), source) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    for (const [at, inner] of (value as Value[]).entries()) unmarkAt(value, at, inner);
  else for (const [name, inner] of Object.entries(value)) unmarkAt(value, name, inner as Value);
  return value;
}

function unmarkAt(parent: object, name: string | number, value: Value): void {
  if (typeof value === "object") unmark(value);
  else if (typeof value === "string" && value.startsWith(mark)) {
    // Not by assignment: a field may be named __proto__.
    Object.defineProperty(parent, name, {
      value: unmark(value),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
}

/** The number a JSON text means, in the smallest kind that holds it exactly. */
function exactNumber(value: number, source: string): number | bigint | Decimal {
  if (/^-?\d+$/u.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source);
  return isExact(value, source) ? value : new Decimal(source);
}

/** Whether a double's shortest text is the same number as the one that was written. */
function isExact(value: number, source: string): boolean {
  return Number.isFinite(value) && plainDigits(String(value)) === plainDigits(source);
}

/** Sign, digits without zeros at either end, and the power of ten: the same text for the same number. */
function plainDigits(text: string): string {
  const parts = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:[eE](?<exponent>[+-]?\d+))?$/u.exec(
    text,
  )?.groups;
  if (parts === undefined) return text;
  const { sign = "", whole = "", fraction = "", exponent = "0" } = parts;
  const digits = (whole + fraction).replace(/^0+/u, "");
  const significant = digits.replace(/0+$/u, "");
  if (significant === "") return "0";
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}
