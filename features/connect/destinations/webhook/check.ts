import { NeedsAttention, Transient } from "@millrace/platform/errors";
import { newId } from "@millrace/platform/ids";
import type { CheckReport, ConnectorContext } from "../../connectors/context.ts";
import { postMessage } from "./post-message.ts";
import { webhookSettings, type WebhookSettings } from "./settings.ts";

/** Nobody is there under this address; it does not pass by itself. */
const wrongAddress = new Set(["ENOTFOUND", "ECONNREFUSED"]);

/** Posts a message without records, of the type "ping". */
export async function checkWebhook(
  settings: WebhookSettings,
  context: ConnectorContext,
): Promise<CheckReport> {
  const body = JSON.stringify({ type: "ping", sent_at: new Date(context.now()).toISOString() });
  try {
    const { status, host } = await postMessage(settings, { key: newId(), body }, context, context.signal);
    return { isOk: true, message: `${host} answered ${status} to a ping.`, setting: null };
  } catch (error) {
    if (error instanceof NeedsAttention) return refused(error.message, settingOf(error));
    if (error instanceof Transient && wrongAddress.has(String(error.facts["code"])))
      return refused(
        `Nobody answers at ${URL.parse(settings.url)?.host} (${error.facts["code"]}). Check url.`,
        "url",
      );
    throw error;
  }
}

const refused = (message: string, setting: string | null): CheckReport => ({ isOk: false, message, setting });

/** A refusal without an answer is one of the address: a private host, a certificate. */
function settingOf({ facts }: NeedsAttention): string | null {
  const { setting, status } = facts;
  if (typeof setting === "string" && setting in webhookSettings.shape) return setting;
  return status === undefined ? "url" : null;
}
