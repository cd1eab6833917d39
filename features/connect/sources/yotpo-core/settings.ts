import { z } from "zod";
import { setting } from "../../connectors/settings.ts";

export const yotpoCoreSettings = z.strictObject({
  store_id: setting(z.string().trim().min(1).max(200), {
    title: { en: "Store ID", fr: "Identifiant de la boutique" },
    about: {
      en: "Also called app key: in Yotpo under Account settings, Store settings",
      fr: "Aussi appelé « app key » : dans Yotpo, sous Account settings, Store settings",
    },
  }),
  secret: setting(z.string().trim().min(1).max(200), {
    title: { en: "API secret", fr: "Secret d'API" },
    about: {
      en: "Beside the store ID",
      fr: "À côté de l'identifiant de la boutique",
    },
    secret: true,
  }),
  limit: setting(z.int().min(1).max(100).default(100), {
    title: { en: "Customers per page", fr: "Clients par page" },
    about: { en: "At most 100", fr: "Au plus 100" },
    advanced: true,
  }),
  requests_per_second: setting(z.int().min(1).max(100).default(5), {
    title: { en: "Requests per second", fr: "Requêtes par seconde" },
    about: {
      en: "What Yotpo permits your store: 5",
      fr: "Ce que Yotpo permet à votre boutique : 5",
    },
    advanced: true,
  }),
  base_url: setting(z.url({ protocol: /^https?$/ }).default("https://api.yotpo.com"), {
    title: { en: "Address of the API", fr: "Adresse de l'API" },
    about: { en: "Only for tests and gateways", fr: "Seulement pour des essais et des passerelles" },
    advanced: true,
  }),
});
