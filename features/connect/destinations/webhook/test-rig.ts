import { systemClock } from "@millrace/platform/clock";
import type { DestinationRig } from "../testing/rig.ts";
import { webhookDestination } from "./destination.ts";
import { webhookSettings, type WebhookSettings } from "./settings.ts";
import { startWebhookSimulator, type WebhookSimulator } from "./simulator.ts";

export interface WebhookRig extends DestinationRig {
  simulator: WebhookSimulator;
  settings: WebhookSettings;
}

/** A receiver that checks signatures, read as the records it took in. */
export async function openWebhookRig(): Promise<WebhookRig> {
  const simulator = await startWebhookSimulator({ clock: systemClock });
  const { address: url, secret } = simulator;
  const settings = webhookSettings.parse({ url, secret, batch_size: 100 });
  const other = Buffer.from("another secret of enough bytes").toString("base64");
  return {
    name: "webhook",
    destination: webhookDestination,
    settings,
    simulator,
    read: (target) => Promise.resolve(simulator.records(target)),
    showsPartsOfBatches: true,
    wrong: [
      { what: "no address", settings: { ...settings, url: "somewhere" }, setting: "url" },
      { what: "nobody there", settings: { ...settings, url: "http://127.0.0.1:1/" }, setting: "url" },
      { what: "another path", settings: { ...settings, url: `${simulator.url}/other` }, setting: "url" },
      { what: "no secret", settings: { ...settings, secret: "whsec_?" }, setting: "secret" },
      {
        what: "another secret",
        settings: { ...settings, secret: `whsec_${other}` },
        setting: "secret",
      },
    ],
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}
