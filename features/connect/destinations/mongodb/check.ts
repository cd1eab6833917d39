import { NeedsAttention, type LadderError } from "@millrace/platform/errors";
import type { CheckReport, ConnectorContext } from "../../connectors/context.ts";
import { ladderFault } from "./faults.ts";
import { openClient } from "./open-client.ts";
import type { MongodbSettings } from "./settings.ts";

/** Signs in, and removes a document that is not there: only who may write to the database is let do that. */
export async function checkMongodb(
  settings: MongodbSettings,
  context: ConnectorContext,
): Promise<CheckReport> {
  try {
    const client = await openClient(settings, context);
    try {
      await client
        .db(settings.database)
        .collection<{ _id: string }>("_millrace_batch")
        .deleteOne({ _id: "check" });
    } finally {
      await client.close();
    }
    return {
      isOk: true,
      message: `MongoDB lets the database ${settings.database} be written to.`,
      setting: null,
    };
  } catch (error) {
    return reportOf(ladderFault(error));
  }
}

/** A server that can't be reached is a matter of the address, as far as a check can tell. */
function reportOf(fault: LadderError): CheckReport {
  if (fault.rung === "transient")
    return {
      isOk: false,
      message: `${fault.message} Is the setting url right, and may this machine reach it?`,
      setting: "url",
    };
  if (!(fault instanceof NeedsAttention)) throw fault;
  const { setting } = fault.facts;
  return { isOk: false, message: fault.message, setting: typeof setting === "string" ? setting : null };
}
