/** A word: text without spaces, or parts between single or double quotes. */
const WORD = /(?:[^\s"']|"[^"]*"|'[^']*')+/gu;

/** A command line in its words; quotes keep spaces together. No shell reads it: nothing is expanded. */
export function splitCommand(line: string): string[] {
  return (line.match(WORD) ?? []).map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/gu, "$1$2"));
}
