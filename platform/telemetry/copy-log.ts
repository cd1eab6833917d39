import { pino, type DestinationStream } from "pino";
import type { Logger } from "./logger.ts";

/** pino's number for `debug`. */
const debugLevel = 20;

/**
 * A child logger that also hands every line from `debug` up to `onLine`, as the JSON text that is written: redacted by the
 * root's rules. The log itself goes on at its own level.
 */
export function copyLog(
  log: Logger,
  bindings: Readonly<Record<string, unknown>>,
  onLine: (line: string) => void,
): Logger {
  const ownLevel = log.levelVal;
  const stream = Reflect.get(log, pino.symbols.streamSym) as DestinationStream;
  const copy = log.child({ ...bindings }, { level: log.isLevelEnabled("debug") ? log.level : "debug" });
  // pino has no option for a child's stream; its symbols are its way to reach what has none. `lastLevel` is set before
  // each line on a stream that asks for it.
  const tee = {
    [pino.symbols.needsMetadataGsym]: true,
    lastLevel: 0,
    write(line: string): void {
      if (tee.lastLevel >= ownLevel) stream.write(line);
      if (tee.lastLevel >= debugLevel) onLine(line);
    },
  };
  Object.defineProperty(copy, pino.symbols.streamSym, { value: tee });
  return copy;
}
