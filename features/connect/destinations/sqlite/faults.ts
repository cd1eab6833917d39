import { Broken, codeOf, LadderError, messageOf, NeedsAttention, Transient } from "@millrace/platform/errors";

/** Primary result codes: https://www.sqlite.org/rescode.html */
const passing = new Set([5, 6, 10]);
const ofTheFile = new Set([3, 8, 11, 14, 23, 26]);
const forAPerson = new Set([13, 18, 19]);

/** A fault of SQLite as the ladder has it. `facts.setting` names the setting at fault, where one is. */
export function ladderFault(error: unknown): LadderError {
  if (error instanceof LadderError) return error;
  const code = resultCode(error);
  const reason = messageOf(error);
  if (code === null) return new Broken(`SQLite could not be used: ${reason}.`, { cause: error });
  if (passing.has(code))
    return new Transient(`The SQLite file is in use or can't be reached: ${reason}.`, {
      cause: error,
      facts: { code },
    });
  if (ofTheFile.has(code))
    return new NeedsAttention(`The SQLite file can't be written to: ${reason}. Change the setting path.`, {
      cause: error,
      facts: { code, setting: "path" },
    });
  if (forAPerson.has(code) || reason.startsWith("error in "))
    return new NeedsAttention(`SQLite refuses: ${reason}. Change that in the file, then resume.`, {
      cause: error,
      facts: { code },
    });
  return new Broken(`SQLite did not understand Millrace: ${reason}.`, { cause: error, facts: { code } });
}

/** The result code without what extends it; null for what is no fault of SQLite. */
function resultCode(error: unknown): number | null {
  if (codeOf(error) !== "ERR_SQLITE_ERROR" || !(error instanceof Error)) return null;
  return "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : 1;
}
