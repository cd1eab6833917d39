const EMAIL =
  /[\p{L}\p{N}._%+-]+(?:@|\s?(?:\[at\]|\(at\)|\[arobase\])\s?)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/giu;
// French and international numbers: +33 6 12 34 56 78, 0033…, 06.12.34.56.78, (0)6…; at least nine digits, so that dates and amounts stay.
const PHONE =
  /(?<![\p{L}\p{N}.,/-])(?:\+|00)[1-9]\d{0,2}[\s.-]?(?:\(0\)[\s.-]?)?\d(?:[\s.-]?\d){6,12}(?![\p{L}\p{N}])|(?<![\p{L}\p{N}.,/-])0[1-9](?:[\s.-]?\d{2}){4}(?![\p{L}\p{N}])/gu;

/** Hides e-mail addresses and telephone numbers, for exports and logs that ask for it. Everything else stays. */
export function redactContacts(text: string): string {
  return text.replace(EMAIL, "[e-mail]").replace(PHONE, "[phone]");
}
