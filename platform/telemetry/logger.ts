import { pino, type DestinationStream, type LogFn, type Logger as PinoLogger } from "pino";
import { redact, redactText } from "./redact.ts";

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
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (entry: Record<string, unknown>) =>
        Object.fromEntries(
          Object.entries(entry).map(([name, value]) => [
            name,
            value instanceof Error ? value : redact(value),
          ]),
        ),
    },
    // A driver's message may quote the address it connected to, password and all.
    serializers: { err: (error: Error) => redact(pino.stdSerializers.err(error)) },
    hooks: {
      logMethod(this: PinoLogger, parts: Parameters<LogFn>, write: LogFn) {
        write.apply(
          this,
          parts.map((part) => (typeof part === "string" ? redactText(part) : part)) as typeof parts,
        );
      },
    },
  };
  return pino(settings, options.destination ?? pino.destination({ fd: 2, sync: true }));
}
