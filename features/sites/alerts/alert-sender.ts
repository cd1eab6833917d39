import type { Engine } from "@millrace/engine";
import { deliverAlert } from "../contract.ts";
import type { MessageLanguage } from "./message.ts";

/** What firing alerts uses. */
export interface AlertSender {
  /** Of the house: the alerts are written in it. */
  language(): MessageLanguage;
  /** Starts the delivery of alerts that are kept; each once, however often it is asked for. */
  send: (ids: readonly string[]) => Promise<void>;
}

/** `engine` resolves once it is open. */
export function createAlertSender(engine: Promise<Engine>, language: () => MessageLanguage): AlertSender {
  return {
    language,
    send: async (ids) => {
      if (ids.length === 0) return;
      const opened = await engine;
      for (const id of ids) await opened.start(deliverAlert, { alert_id: id }, { key: id });
    },
  };
}
