import { access, constants, stat } from "node:fs/promises";
import { dirname, isAbsolute } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { codeOf, nullWhenMissing } from "@millrace/platform/errors";
import type { CheckReport } from "../../connectors/context.ts";
import { ladderFault } from "./faults.ts";
import type { SqliteSettings } from "./settings.ts";

/** How long a check waits for another program to end its transaction. */
const patienceMs = 1_000;

/** Begins to write to the file and changes nothing; makes no file. */
export async function checkSqlite({ path }: SqliteSettings): Promise<CheckReport> {
  const refusal = pathRefusal(path) ?? (await folderRefusal(path));
  if (refusal !== null) return { isOk: false, message: refusal, setting: "path" };
  const file = await stat(path).catch(nullWhenMissing);
  if (file === null)
    return { isOk: true, message: `${path} is not there yet and will be made.`, setting: null };
  try {
    tryToWrite(path);
    return { isOk: true, message: `${path} can be written to.`, setting: null };
  } catch (error) {
    return {
      isOk: false,
      message: `${ladderFault(error).message} The setting path is ${path}.`,
      setting: "path",
    };
  }
}

/** Why a path says nothing for certain; null for one that does. */
export const pathRefusal = (path: string): string | null =>
  isAbsolute(path)
    ? null
    : `The setting path is "${path}", which depends on where Millrace runs. Write it from the root, such as /srv/data/warehouse.sqlite.`;

async function folderRefusal(path: string): Promise<string | null> {
  const folder = dirname(path);
  try {
    await access(folder, constants.W_OK);
    return null;
  } catch (error) {
    const why = codeOf(error) === "ENOENT" ? "is not there" : "may not be written to";
    return `The folder ${folder} ${why}. Make it so, or change the setting path.`;
  }
}

function tryToWrite(path: string): void {
  const db = new DatabaseSync(path, { timeout: patienceMs });
  try {
    db.exec("begin immediate; rollback");
  } finally {
    db.close();
  }
}
