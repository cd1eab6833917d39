import { UserFacingError } from "@millrace/platform/errors";
import { readPrivateFile } from "./key-file.ts";

/** A secret kept elsewhere: `env:NAME` or `file:/absolute/path`. */
export type SecretReference = string;

export const isReference = (text: string): boolean => text.startsWith("env:") || text.startsWith("file:");

/** Null when the reference is well formed, else what is wrong with it. */
export function referenceFault(text: SecretReference): string | null {
  if (text.startsWith("env:"))
    return /^env:[A-Za-z_]\w*$/u.test(text)
      ? null
      : "env: is followed by the name of a variable, as env:SMTP_URL";
  return /^file:(?:\/|[A-Za-z]:[\\/])/u.test(text)
    ? null
    : "file: is followed by an absolute path, as file:/run/secrets/smtp";
}

/**
 * What the reference leads to at this moment, without the line end an editor leaves. Throws `UserFacingError`
 * `reference_invalid` for one that is not well formed, `secret_missing`, or what `readPrivateFile` throws.
 */
export async function resolveReference(
  reference: SecretReference,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const fault = referenceFault(reference);
  if (fault !== null)
    throw new UserFacingError("reference_invalid", `The reference ${reference} can't be followed: ${fault}.`);
  const found = reference.startsWith("env:")
    ? env[reference.slice("env:".length)]
    : await readPrivateFile(reference.slice("file:".length), "secret's file");
  if (found === undefined || found === null || found.trim() === "")
    throw new UserFacingError(
      "secret_missing",
      `There is nothing at ${reference}; put the secret there, or choose another place.`,
    );
  return found.replace(/\r?\n$/u, "");
}
