import { codeOf, LadderError, rungOf, UserFacingError } from "@millrace/platform/errors";
import type { SchemaPolicy } from "@millrace/connect/contract";
import { destinationById, destinationIds, type Destination } from "@millrace/connect/connectors";
import { runSingerTarget, type SingerTargetReport } from "@millrace/connect/singer-target";
import { loadHouseConfig } from "../load-house-config.ts";
import { printNote } from "../print.ts";
import { openTargetContext } from "./open-target-context.ts";
import { readTargetSettings } from "./read-target-settings.ts";

export interface TargetFlags {
  destination: string;
  config: string;
  allowRecordsBeforeSchema?: boolean;
  schemaPolicy: SchemaPolicy;
}

/** As shells have it: 128 and the signal's number. */
const stopCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * `singer-target`: Singer messages from stdin to a destination; on stdout the STATEs, each once everything before it is
 * durable. Resolves with the exit code.
 */
export async function runTarget(flags: TargetFlags): Promise<number> {
  const destination = destinationOf(flags.destination);
  if (process.stdin.isTTY)
    throw refusal("Singer messages come on stdin: `some-tap | millrace singer-target …`");
  const config = loadHouseConfig().values;
  const settings = await readTargetSettings(destination, flags.config, config);
  await using opened = openTargetContext(config);
  const stop = new AbortController();
  let code = 0;
  const signals = (["SIGINT", "SIGTERM"] as const).map((signal) => {
    // Once: a second one ends the process at once.
    const onSignal = () => {
      code = stopCodes[signal];
      stop.abort();
    };
    process.once(signal, onSignal);
    return () => process.off(signal, onSignal);
  });
  try {
    const report = await runSingerTarget({
      input: process.stdin,
      output: process.stdout,
      destination,
      settings,
      context: opened.context,
      stop: stop.signal,
      policy: flags.schemaPolicy,
      allowRecordsBeforeSchema: flags.allowRecordsBeforeSchema === true,
    });
    printNote(reportText(report));
    return report.isComplete ? 0 : code;
  } catch (error) {
    throw inOneSentence(error);
  } finally {
    for (const off of signals) off();
    // What is not read any more must not keep the process.
    process.stdin.destroy();
  }
}

function destinationOf(id: string): Destination {
  const found = destinationById(id);
  if (found !== null) return found;
  throw refusal(`There is no destination ${id}; there are ${destinationIds.join(", ")}`);
}

function reportText({ records, bad, streams, states, isComplete }: SingerTargetReport): string {
  const aside = bad === 0 ? "" : `, ${bad} of them put aside`;
  const end = isComplete ? "" : " It was stopped before the input ended.";
  return `Delivered ${counted(records, "record")} of ${counted(streams.length, "stream")}${aside}; ${counted(states, "state")} passed on.${end}`;
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Only a bug of ours is told with its stack. */
function inOneSentence(error: unknown): unknown {
  if (codeOf(error) === "EPIPE")
    return new UserFacingError(
      "state_unread",
      "Nobody reads the STATE on stdout any more, so no more is delivered.",
    );
  if (!(error instanceof LadderError) || rungOf(error) === "broken") return error;
  return new UserFacingError(error.rung, error.message, { cause: error });
}

function refusal(sentence: string): UserFacingError {
  return new UserFacingError("target_misunderstood", `${sentence}.`, { exitCode: 2 });
}
