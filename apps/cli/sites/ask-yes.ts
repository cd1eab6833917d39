import { createInterface } from "node:readline/promises";
import { UserFacingError } from "@millrace/platform/errors";

/** Asks before a change; without a terminal `--yes` has to say it. */
export async function askYes(question: string, isGiven: boolean | undefined): Promise<boolean> {
  if (isGiven === true) return true;
  if (!process.stdin.isTTY)
    throw new UserFacingError("not_confirmed", "Nothing is changed: say --yes to do it without being asked.");
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await reader.question(`${question} [y/N] `);
    return /^y(es)?$/iu.test(answer.trim());
  } finally {
    reader.close();
  }
}
