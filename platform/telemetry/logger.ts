import { pino, type DestinationStream, type Logger as PinoLogger } from "pino";

/** Structured logger (pino); secrets are redacted at its root. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** Where lines go; default stderr, so that stdout stays free for what a command prints. */
  destination?: DestinationStream;
}

/** Names under which a secret may travel in a logged object, at the root or up to three levels down. */
const secretNames = [
  "password",
  "secret",
  "token",
  "apiKey",
  "api_key",
  "authorization",
  "cookie",
  "set-cookie",
  "databaseUrl",
  "connectionString",
  "accessToken",
  "access_token",
  "refreshToken",
  "refresh_token",
  "clientSecret",
  "client_secret",
  "Authorization",
  "Cookie",
];

/** `*` stands for one level. */
const redactedDepths = ["", "*.", "*.*.", "*.*.*."];

/** A JSON-lines logger with times in ISO 8601 and secrets replaced by "[redacted]". */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: secretNames.flatMap((name) => redactedDepths.map((depth) => `${depth.slice(0, -1)}["${name}"]`)),
      censor: "[redacted]",
    },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(settings, options.destination ?? pino.destination({ fd: 2, sync: true }));
}
