/** What stands where a secret was. */
export const redactedMark = "[redacted]";

/** Names under which a secret travels, without case, dashes and underscores. */
const secretName =
  /password|passwd|passphrase|secret|token|apikey|accesskey|privatekey|encryptionkey|authorization|cookie|credential|signature|connectionstring|databaseurl|^(?:session|sessionid|sid|jwt|auth|pin|cvc|cvv|cardnumber|pan)$/;
/** How much a model read and wrote, not what opens a door. */
const countName = /tokens$/;

/** Nested deeper than anything a person reads; also keeps a cycle from going on for ever. */
const deepestLevel = 60;

/**
 * A copy of a value that may be shown: what is named like a secret or has the shape of one (bearer and vendor tokens, private
 * keys, passwords in addresses, card numbers) is replaced. What JSON can't hold becomes text.
 */
export function redact(value: unknown): unknown {
  return redactPart(value, 0);
}

/** The same for one text: secrets by shape, and by the name before a `=` or `:`. */
export function redactText(text: string): string {
  const masked = shapes.reduce((rest, [shape, replacement]) => rest.replaceAll(shape, replacement), text);
  return masked.replaceAll(cardShape, (digits) => (isCardNumber(digits) ? redactedMark : digits));
}

function redactPart(value: unknown, level: number): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return level > deepestLevel ? "[too deep]" : redactObject(value, level + 1);
}

function redactObject(value: object, level: number): unknown {
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value) || value instanceof Set)
    return Array.from(value as Iterable<unknown>, (part) => redactPart(part, level));
  if (value instanceof Error) return { name: value.name, message: redactText(value.message) };
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, part]: [unknown, unknown]) => [
      String(name),
      isSecret(String(name), part) ? redactedMark : redactPart(part, level),
    ]),
  );
}

function isSecret(name: string, value: unknown): boolean {
  // That there is none, or whether there is one, may be known.
  if (value === null || value === undefined || value === "" || typeof value === "boolean") return false;
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return secretName.test(plain) && !(countName.test(plain) && typeof value === "number");
}

/** In this order: a whole key before its lines, a header before the token in it. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, redactedMark],
  [/\b((?:set-)?cookie|authorization)(["']?\s*:\s*)[^\r\n]+/gi, `$1$2${redactedMark}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9+/._~=-]{6,}/gi, `$1 ${redactedMark}`],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, redactedMark],
  [
    /\b(?:sk-[\w-]{16,}|(?:sk|pk|rk)_(?:live|test)_\w{10,}|whsec_[\w+/=]{10,}|gh[oprsu]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|gsk_\w{20,}|npm_\w{30,}|mrt_[\w-]{16,})/g,
    redactedMark,
  ],
  [/([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi, `$1:${redactedMark}@`],
  [
    /\b([\w-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|signature|credential|session[_-]?id)["']?\s*[=:]\s*["']?)(?!\[redacted\])[^\s"'&,;}]+/gi,
    `$1${redactedMark}`,
  ],
];

/** 14 to 16 digits, in groups perhaps; ids of 19 digits and instants of 13 are no cards. */
const cardShape = /(?<![\w.:/-])\d(?:[ -]?\d){13,15}(?![\w/-])/g;

/** By the networks' leading digits and lengths, and the check digit (ISO/IEC 7812-1, annex B). */
function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/[ -]/g, "");
  if (!/^(?:4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[068]\d{12}|6\d{15})$/.test(digits)) return false;
  const sum = Array.from(digits)
    .toReversed()
    .map((digit, index) => Number(digit) * (index % 2 === 0 ? 1 : 2))
    .reduce((total, product) => total + (product > 9 ? product - 9 : product), 0);
  return sum % 10 === 0;
}
