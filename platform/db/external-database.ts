import { codeOf, UserFacingError } from "@millrace/platform/errors";
import { Client } from "pg";

const oldestMajorVersion = 15;
const connectTimeoutMs = 10_000;

/**
 * Proves that DATABASE_URL leads to a usable Postgres. Throws one of `database_url_invalid`, `database_unreachable`,
 * `database_auth_failed`, `database_missing`, `database_too_old`; the password never appears in a message.
 */
export async function checkDatabaseUrl(databaseUrl: string): Promise<void> {
  const masked = maskPassword(databaseUrl);
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: connectTimeoutMs });
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw connectError(error, masked);
  }
  try {
    const { rows } = await client.query<{ server_version_num: string }>("show server_version_num");
    const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
    if (major < oldestMajorVersion) {
      throw new UserFacingError(
        "database_too_old",
        `The server at ${masked} runs Postgres ${major}; Millrace needs Postgres ${oldestMajorVersion} or later.`,
      );
    }
  } finally {
    await client.end();
  }
}

/** The URL with its password replaced; throws `database_url_invalid` for anything that is not a Postgres URL. */
export function maskPassword(databaseUrl: string): string {
  // libpq allows an empty host beside a user (the default socket), the URL standard does not.
  const url = URL.parse(databaseUrl.replace("@/", "@localhost/"));
  if (url === null || !["postgres:", "postgresql:"].includes(url.protocol)) {
    throw new UserFacingError(
      "database_url_invalid",
      "DATABASE_URL is not a Postgres address; write it as postgres://user:password@host:5432/database.",
    );
  }
  if (url.password !== "") url.password = "***";
  for (const name of url.searchParams.keys()) {
    if (/password/i.test(name)) url.searchParams.set(name, "***");
  }
  return url.href;
}

function connectError(error: unknown, masked: string): UserFacingError {
  const code = codeOf(error) ?? "";
  if (code.startsWith("28") || isPasswordMissing(error)) {
    return new UserFacingError(
      "database_auth_failed",
      `The server at ${masked} refused the user name or password; correct DATABASE_URL.`,
      { cause: error },
    );
  }
  if (code === "3D000") {
    return new UserFacingError(
      "database_missing",
      `The server at ${masked} has no such database; create it (createdb) or correct DATABASE_URL.`,
      { cause: error },
    );
  }
  const reason =
    reasons[code] ??
    (isTimeout(error)
      ? `no answer within ${connectTimeoutMs / 1000} s`
      : `it does not answer as a Postgres server${code === "" ? "" : `: ${code}`}`);
  return new UserFacingError(
    "database_unreachable",
    `No database answers at ${masked} (${reason}); check the host, the port and that the server runs.`,
    { cause: error },
  );
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
  ENOENT: "no such socket",
  ENOTFOUND: "unknown host name",
  EAI_AGAIN: "the host name could not be looked up",
  ETIMEDOUT: "no answer",
  "53300": "it has no free connection",
  "57P03": "it is starting up or shutting down",
};

function isTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout/i.test(error.message);
}

function isPasswordMissing(error: unknown): boolean {
  return error instanceof Error && /client password must be a/.test(error.message);
}
