/** How a JSON text was read: as it is, or after mending; `error` when nothing helped. */
export type JsonReading = { ok: true; value: unknown; mended: boolean } | { ok: false; error: string };

/**
 * Parses JSON as pages really carry it: with raw control characters inside strings, trailing commas, HTML entities
 * instead of quotes, a CDATA or comment wrapper, a BOM or an anti-hijacking prefix. Never evaluates anything.
 */
export function readTolerantJson(text: string): JsonReading {
  const direct = tryParse(text);
  if (direct.ok) return { ...direct, mended: false };
  let candidate = unwrap(text);
  if (/^[[{]\s*&(quot|#34|#x22);/i.test(candidate)) candidate = decodeQuotes(candidate);
  const unwrapped = tryParse(candidate);
  if (unwrapped.ok) return { ...unwrapped, mended: true };
  const mended = tryParse(mend(candidate));
  return mended.ok ? { ...mended, mended: true } : { ok: false, error: direct.error };
}

type Parsed = { ok: true; value: unknown } | { ok: false; error: string };

function tryParse(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Removes what may stand around JSON: BOM, NULs, comment and CDATA marks, `)]}',` and `for(;;);`. */
function unwrap(text: string): string {
  return text
    .replaceAll("\0", "")
    .replace(/^\uFEFF/, "")
    .trim()
    .replace(/^(?:\/\/\s*)?<!(?:--|\[CDATA\[)/, "")
    .replace(/(?:\/\/\s*)?(?:-->|\]\]>)$/, "")
    .replace(/^(?:\)\]\}',?|for\s*\(;;\);|while\s*\(1\);)/, "")
    .trim()
    .replace(/;$/, "");
}

const namedEntities: Record<string, string> = {
  quot: '"',
  amp: "&",
  lt: "<",
  gt: ">",
  apos: "'",
  nbsp: "\u00a0",
};

/** Decodes one level of HTML entities, for JSON that was escaped as a whole. */
export function decodeQuotes(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi,
    (all, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return namedEntities[name.toLowerCase()] ?? all;
      const point = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : all;
    },
  );
}

const escapes: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" };

/** One pass over the text: escapes raw control characters and bad escapes inside strings, drops trailing commas outside. */
function mend(text: string): string {
  const out: string[] = [];
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index]!;
    if (!inString) {
      inString = char === '"';
      if (!(char === "," && closesNext(text, index + 1))) out.push(char);
    } else if (char === "\\") {
      const escaped = mendEscape(text, index);
      out.push(escaped.text);
      index = escaped.last;
    } else {
      inString = char !== '"';
      out.push(
        char < " " ? (escapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`) : char,
      );
    }
  }
  return out.join("");
}

/** Whether only white space stands between a comma and the bracket that closes its list. */
function closesNext(text: string, from: number): boolean {
  let index = from;
  while (index < text.length && /[\s,]/.test(text[index]!)) index += 1;
  return text[index] === "}" || text[index] === "]";
}

/** A valid escape as it is; any other backslash becomes an escaped backslash or is dropped before a plain character. */
function mendEscape(text: string, index: number): { text: string; last: number } {
  const next = text[index + 1];
  if (next === undefined) return { text: "\\\\", last: index };
  if (next === "u")
    return /^[0-9a-f]{4}$/i.test(text.slice(index + 2, index + 6))
      ? { text: "\\u", last: index + 1 }
      : { text: "\\\\", last: index };
  if ('"\\/bfnrt'.includes(next)) return { text: `\\${next}`, last: index + 1 };
  return next === "'" ? { text: "'", last: index + 1 } : { text: "\\\\", last: index };
}
