import { z } from "zod";
import { setting } from "../../connectors/settings.ts";

/** Receivers mostly take a megabyte; rows beyond this make many of them refuse. */
export const mostRecords = 500;

export const webhookSettings = z.strictObject({
  url: setting(z.string().trim().min(1), {
    title: { en: "Address", fr: "Adresse" },
    about: {
      en: "Where records are posted. Whoever knows it may post there, so it is kept like a secret.",
      fr: "Où les enregistrements sont envoyés. Qui la connaît peut y écrire : elle est gardée comme un secret.",
    },
    secret: true,
    placeholder: "https://example.com/hooks/millrace",
  }),
  secret: setting(z.string().trim().min(1).optional(), {
    title: { en: "Signing secret", fr: "Secret de signature" },
    about: {
      en: "whsec_… of Standard Webhooks: the receiver checks with it that a request is from here. Without one, nothing is signed.",
      fr: "whsec_… de Standard Webhooks : le récepteur vérifie avec lui l’origine d’une requête. Sans lui, rien n’est signé.",
    },
    secret: true,
    placeholder: "whsec_…",
  }),
  authorization: setting(z.string().trim().min(1).optional(), {
    title: { en: "Authorization", fr: "Autorisation" },
    about: {
      en: "Sent as the header of this name, word for word: Bearer …",
      fr: "Envoyé tel quel dans l’en-tête de ce nom : Bearer …",
    },
    secret: true,
    advanced: true,
    placeholder: "Bearer …",
  }),
  batch_size: setting(z.int().min(1).max(mostRecords).default(100), {
    title: { en: "Records per request", fr: "Enregistrements par requête" },
    about: { en: "At most; 1 to 500.", fr: "Au plus ; de 1 à 500." },
    advanced: true,
  }),
});
export type WebhookSettings = z.output<typeof webhookSettings>;
