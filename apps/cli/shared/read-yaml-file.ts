import { readFile, stat } from "node:fs/promises";
import { codeOf, messageOf, UserFacingError } from "@millrace/platform/errors";
import { parseDocument, type YAMLError } from "yaml";

/** A file is written by hand; one of this size is something else. */
const mostBytes = 1_000_000;

/** What a file is for a command: the words of its refusals. */
export interface YamlFile {
  path: string;
  /** "a connection" */
  what: string;
  /** How it ends: "`millrace connect run --help` shows how it is written" */
  advice: string;
}

/** The value of a YAML or JSON file. Throws UserFacingError with exit code 2 that names the file and the line. */
export async function readYamlFile(file: YamlFile): Promise<unknown> {
  const document = parseDocument(await readText(file));
  const [fault] = document.errors;
  if (fault !== undefined)
    throw fileRefusal(file, `${file.path}, line ${lineOf(fault)}: ${reasonOf(fault, file)}`, fault);
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that lead nowhere, or that would grow without end.
    throw fileRefusal(file, `${file.path} can't be read: ${messageOf(error)}`, error);
  }
}

export function fileRefusal({ advice }: YamlFile, sentence: string, cause?: unknown): UserFacingError {
  return new UserFacingError("file_unreadable", `${sentence}; ${advice}.`, { exitCode: 2, cause });
}

async function readText(file: YamlFile): Promise<string> {
  const { path, what } = file;
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw fileRefusal(file, `${path} is a folder; give the file of ${what}`);
    if (found.size > mostBytes)
      throw fileRefusal(file, `${path} is larger than 1 MB, so it is not that of ${what}`);
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof UserFacingError) throw error;
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR")
      throw fileRefusal(file, `There is no file ${path}; give the YAML file of ${what}`, error);
    if (codeOf(error) === "ERR_ENCODING_INVALID_ENCODED_DATA")
      throw fileRefusal(file, `${path} is no text in UTF-8; give the YAML file of ${what}`, error);
    throw fileRefusal(file, `${path} can't be read (${messageOf(error)})`, error);
  }
}

const lineOf = ({ linePos }: YAMLError): number | string => linePos?.[0].line ?? "?";

/** The parser's first line, without the place, which stands before it already. */
function reasonOf({ code, message }: YAMLError, { what }: YamlFile): string {
  if (code === "BAD_ALIAS") return 'what begins with * needs quotes, as in cron: "*/5 * * * *"';
  if (code === "MULTIPLE_DOCS")
    return `a file holds ${what} and nothing else; put the next one into a file of its own`;
  const [first = message] = message.split("\n");
  return first.replace(/ at line \d+, column \d+:?$/u, "").replace(/[.:\s]+$/u, "");
}
