import { z } from "zod";
import { setting } from "../../connectors/settings.ts";

export const yotpoLoyaltySettings = z.strictObject({
  guid: setting(z.string().trim().min(1).max(200), {
    title: { en: "GUID", fr: "GUID" },
    about: {
      en: "In Yotpo Loyalty under Settings, General settings",
      fr: "Dans Yotpo Loyalty, sous Settings, General settings",
    },
    secret: true,
  }),
  api_key: setting(z.string().trim().min(1).max(200), {
    title: { en: "API key", fr: "Clé d'API" },
    about: {
      en: "In Yotpo Loyalty under Settings, General settings",
      fr: "Dans Yotpo Loyalty, sous Settings, General settings",
    },
    secret: true,
  }),
  per_page: setting(z.int().min(1).max(1_000).default(100), {
    title: { en: "Customers per page", fr: "Clients par page" },
    about: {
      en: "100 is known to work; Yotpo does not say what the most is",
      fr: "100 fonctionne ; Yotpo ne dit pas quel est le maximum",
    },
    advanced: true,
  }),
  requests_per_second: setting(z.int().min(1).max(100).default(5), {
    title: { en: "Requests per second", fr: "Requêtes par seconde" },
    about: {
      en: "What Yotpo permits your account: 5, which your storefront uses as well",
      fr: "Ce que Yotpo permet à votre compte : 5, que votre boutique utilise aussi",
    },
    advanced: true,
  }),
  base_url: setting(z.url({ protocol: /^https?$/ }).default("https://loyalty.yotpo.com/api/v2"), {
    title: { en: "Address of the API", fr: "Adresse de l'API" },
    about: { en: "Only for tests and gateways", fr: "Seulement pour des essais et des passerelles" },
    advanced: true,
  }),
});
