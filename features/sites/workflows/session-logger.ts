import { copyLog, type Logger } from "@millrace/platform/telemetry";
import { z } from "zod";
import type { SessionLogLine } from "../contract.ts";

/** A line as the house's logger writes it. */
const writtenLine = z.looseObject({ level: z.string(), time: z.string(), msg: z.string().default("") });

/** Levels of the logger that a session's log keeps, and what it calls them. */
const levels: Readonly<Record<string, SessionLogLine["level"]>> = {
  info: "info",
  warn: "warn",
  error: "error",
  fatal: "error",
};

/** A logger whose lines, from `info` up, also become lines of a session's log, redacted as they are. */
export function sessionLogger(
  log: Logger,
  about: { session: string; worker: number; domain: string },
  add: (line: SessionLogLine) => void,
): Logger {
  return copyLog(log, about, (text) => {
    const { level, time, msg, ...rest } = writtenLine.parse(JSON.parse(text));
    const kept = levels[level];
    if (kept === undefined) return;
    const { session: _session, worker: _worker, domain: _domain, ...facts } = rest;
    const { worker, domain } = about;
    add({ at: time, level: kept, worker, domain, event: "provider.said", message: msg, facts });
  });
}
