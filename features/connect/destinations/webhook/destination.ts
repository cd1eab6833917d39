import { defineDestination, placeOfAddress } from "../destination.ts";
import { checkWebhook } from "./check.ts";
import { WebhookDelivery } from "./delivery.ts";
import { mostRecords, webhookSettings } from "./settings.ts";

/** Records posted as JSON to an address of the user's, signed. */
export const webhookDestination = defineDestination({
  id: "webhook",
  title: { en: "Webhook", fr: "Webhook" },
  about: {
    en: "Records posted as JSON to your own address, signed as Standard Webhooks.",
    fr: "Des enregistrements envoyés en JSON à votre propre adresse, signés selon Standard Webhooks.",
  },
  settings: webhookSettings,
  guarantee: "at_least_once",
  guaranteeNote: {
    en: "A receiver can't be asked what it has, so a request whose answer was lost is sent again, with the same Idempotency-Key. A receiver that remembers the keys has every record once.",
    fr: "On ne peut pas demander au récepteur ce qu’il a : une requête dont la réponse s’est perdue est renvoyée, avec la même Idempotency-Key. Un récepteur qui retient les clés a chaque enregistrement une fois.",
  },
  secretPlace: ({ url }) => placeOfAddress(url),
  modes: ["append"],
  isOrdered: false,
  isFinalAtWrite: () => true,
  batch: { rows: mostRecords, bytes: 2_000_000 },
  columnName: (field) => field,
  targetName: (stream) => stream,
  refusals: () => [],
  check: checkWebhook,
  open: (settings, job, context) => Promise.resolve(new WebhookDelivery(settings, job, context)),
});
