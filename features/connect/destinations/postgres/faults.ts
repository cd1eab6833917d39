import { isServerAway } from "@millrace/platform/db";
import { Broken, codeOf, LadderError, messageOf, NeedsAttention, Transient } from "@millrace/platform/errors";
import pg from "pg";

/**
 * A fault of the driver or the server as the ladder has it. `facts.setting` names the setting at fault, where one is.
 * Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function ladderFault(error: unknown): LadderError {
  if (error instanceof LadderError) return error;
  const code = codeOf(error) ?? "";
  const setting = settingAtFault(code, error);
  if (setting !== null)
    return new NeedsAttention(`Postgres refuses: ${reasonOf(error)}. Change the setting ${setting}.`, {
      cause: error,
      facts: { setting, code },
    });
  if (isServerAway(error) || PASSES.test(code))
    return new Transient(`The connection to Postgres failed: ${reasonOf(error)}.`, {
      cause: error,
      facts: { code },
    });
  if (code.startsWith("22")) return valueFault(error, code);
  if (FOR_A_PERSON.test(code))
    return new NeedsAttention(
      `Postgres refuses: ${reasonOf(error)}. Change that at the database, then resume.`,
      {
        cause: error,
        facts: { code },
      },
    );
  return new Broken(`Postgres did not understand Millrace: ${reasonOf(error)}.`, {
    cause: error,
    facts: { code },
  });
}

/** Connection exceptions, deadlocks and lost races, too many connections, out of memory, locks, a fail-over's read-only moment. */
const PASSES = /^(?:08...|40...|53[234]00|55P03|57014|25006|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/u;

/** A full disk, objects that depend on others, an index of theirs that refuses a row, a limit of the server. */
const FOR_A_PERSON = /^(?:53100|2BP01|0A000|23...|54...|42P16|42809)$/u;

const SETTINGS_BY_CODE: readonly [RegExp, string][] = [
  [/^(?:28...|3D000|ENOTFOUND)$/u, "url"],
  [/^(?:42501|3F000)$/u, "schema"],
  // Node's names for certificates that prove nothing.
  [/CERT|^UNABLE_TO_|^ERR_TLS/u, "url"],
];

function settingAtFault(code: string, error: unknown): string | null {
  const byCode = SETTINGS_BY_CODE.find(([codes]) => codes.test(code));
  if (byCode !== undefined) return byCode[1];
  return /SSL|SASL|password must be/u.test(messageOf(error)) && !(error instanceof pg.DatabaseError)
    ? "url"
    : null;
}

/** A value that Postgres can't read as what its column is: the engine should have seen it. */
function valueFault(error: unknown, code: string): Broken {
  const where = error instanceof pg.DatabaseError ? (error.where ?? "") : "";
  const { line, column } = /, line (?<line>\d+), column (?<column>[^:]+)/u.exec(where)?.groups ?? {};
  const place = column === undefined ? "A value" : `Row ${line} of a batch, column ${column},`;
  return new Broken(
    `${place} can't be stored by Postgres (${code}). Leave the field out at the source and report this.`,
    {
      cause: error,
      facts: { code, column: column ?? null },
    },
  );
}

function reasonOf(error: unknown): string {
  const detail = error instanceof pg.DatabaseError ? error.detail : undefined;
  const message = messageOf(error) || (codeOf(error) ?? "no reason given");
  return detail === undefined ? message : `${message} (${detail.replaceAll("\n", "; ").replace(/\.$/u, "")})`;
}
