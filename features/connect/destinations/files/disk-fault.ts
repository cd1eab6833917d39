import { NeedsAttention, codeOf, messageOf } from "@millrace/platform/errors";

const diskFaults = new Set([
  "ENOSPC",
  "EDQUOT",
  "EROFS",
  "EACCES",
  "EPERM",
  "ENOTDIR",
  "EISDIR",
  "ENAMETOOLONG",
]);

/** Does the work; a full or read-only disk is for a person to mend. */
export async function onDisk<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === null || !diskFaults.has(code)) throw error;
    throw new NeedsAttention(
      `The folder ${folder} can't be written (${messageOf(error)}). Free some space, give it back its permissions, or choose another folder.`,
      { cause: error, facts: { code } },
    );
  }
}
