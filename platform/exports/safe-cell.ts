// A spreadsheet runs a cell that begins with one of these; full-width forms are read alike (OWASP, "CSV injection").
const STARTS_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
const PLAIN_NUMBER = /^[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?$/u;
/** What XML forbids or discourages; a writer that drops it later would already have judged the text by it. */
const CONTROLS =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]|\p{Noncharacter_Code_Point}/gu;

/**
 * Text a spreadsheet shows and never runs: an apostrophe is put before what would begin a formula.
 * Plain numbers ("-12.5", "+33123456789") stay as they are. Control characters are dropped, lone surrogates become U+FFFD.
 */
export function safeCell(text: string): string {
  const clean = text.toWellFormed().replace(CONTROLS, "");
  return STARTS_FORMULA.test(clean) && !PLAIN_NUMBER.test(clean) ? `'${clean}` : clean;
}
