import { Broken, codeOf, LadderError, messageOf, NeedsAttention, Transient } from "@millrace/platform/errors";
import {
  MongoAPIError,
  MongoError,
  MongoErrorLabel,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from "mongodb";

/** Codes: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const credentials = new Set([13, 18, 8_000]);
/** Step-downs, shutdowns, time-outs, lost races: the server says so, and asks to be asked again. */
const passing = new Set([
  6, 7, 24, 50, 64, 89, 91, 112, 189, 262, 9_001, 10_107, 11_600, 11_602, 13_435, 13_436,
]);

/** A fault of the driver or the server as the ladder has it. `facts.setting` names the setting at fault, where one is. */
export function ladderFault(error: unknown): LadderError {
  if (error instanceof LadderError) return error;
  const causes = causesOf(error);
  // The address filter speaks through the driver.
  const refusal = causes.find((cause) => cause instanceof LadderError);
  if (refusal !== undefined) return refusal;
  const reason = messageOf(error);
  if (causes.some(isOfTheSettings))
    return new NeedsAttention(`MongoDB refuses: ${reason}. Change the setting url.`, {
      cause: error,
      facts: { setting: "url" },
    });
  if (causes.some(isPassing))
    return new Transient(`The connection to MongoDB failed: ${reason}.`, { cause: error });
  if (error instanceof MongoServerError)
    return new NeedsAttention(`MongoDB refuses: ${reason}. Change that at the database, then resume.`, {
      cause: error,
      facts: { code: Number(error.code) },
    });
  return new Broken(`MongoDB did not understand Millrace: ${reason}.`, { cause: error });
}

/** A fault and what is beneath it. A bulk write keeps the loss of its connection where an answer of the server would be. */
function causesOf(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [error];
  const inner: unknown = error instanceof MongoServerError ? error.errorResponse : error.cause;
  return inner instanceof Error ? [error, ...causesOf(inner)] : [error];
}

function isOfTheSettings(error: unknown): boolean {
  if (error instanceof MongoServerError) return credentials.has(Number(error.code));
  // The parser of connection strings has an error of its own by this name.
  return (error instanceof Error && error.name === "MongoParseError") || codeOf(error) === "ENOTFOUND";
}

function isPassing(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (error instanceof MongoServerError && passing.has(Number(error.code))) return true;
  if (error instanceof MongoError && error.hasErrorLabel(MongoErrorLabel.RetryableWriteError)) return true;
  // A pool that was emptied under a call, a client that was closed.
  return error instanceof MongoAPIError && /closed|cleared|Topology/u.test(error.message);
}
