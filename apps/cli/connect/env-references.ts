import { UserFacingError } from "@millrace/platform/errors";
import { ApiRefusal } from "../shared/call-api.ts";
import { exitCodes } from "./exit-codes.ts";
import type { WrittenConnection } from "./read-connection-file.ts";

interface EnvReference {
  /** "destination.api_key" */
  place: string;
  variable: string;
}

/** The settings of source and destination that lie in the environment of the process that runs the sync. */
function envReferences({ source, destination }: WrittenConnection): EnvReference[] {
  return [...referencesIn("source", source), ...referencesIn("destination", destination)];
}

/** Before a sync of this very process: throws UserFacingError for the first variable that is not set. */
export function refuseMissingVariables(
  written: WrittenConnection,
  env: Readonly<Record<string, string | undefined>>,
): void {
  const missing = envReferences(written).find(({ variable }) => (env[variable] ?? "").trim() === "");
  if (missing === undefined) return;
  throw new UserFacingError(
    "secret_missing",
    `${missing.place} is env:${missing.variable}, and there is no variable ${missing.variable}: set it, or write another reference.`,
    { exitCode: exitCodes.misunderstood },
  );
}

/** What to say beside a failure when another process runs the sync; null where the file has no such reference. */
export function serverEnvironmentNote(written: WrittenConnection): string | null {
  const [first] = envReferences(written);
  if (first === undefined) return null;
  return `env:${first.variable} is read by the server that runs: the variable must be set where that was started.`;
}

/** For `.catch` after a call to another process: it does not see the variables of this one. */
export function atServer(written: WrittenConnection): (error: unknown) => never {
  return (error) => {
    const note = serverEnvironmentNote(written);
    if (!(error instanceof ApiRefusal) || error.code !== "secret_missing" || note === null) throw error;
    throw new UserFacingError(error.code, `${error.message} ${note}`, {
      exitCode: error.exitCode,
      cause: error,
    });
  };
}

function referencesIn(place: string, value: unknown): EnvReference[] {
  if (typeof value === "string") {
    const variable = /^env:(?<name>[A-Za-z_]\w*)$/u.exec(value)?.groups?.["name"];
    return variable === undefined ? [] : [{ place, variable }];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => referencesIn(`${place}.${name}`, inner));
}
