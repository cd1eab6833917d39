import type { Logger as PinoLogger } from "pino";
/** Structured logger (pino); secrets are redacted at its root. */
export type Logger = PinoLogger;
