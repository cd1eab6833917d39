import { z } from "zod";
import { setting } from "../../connectors/settings.ts";

export const mongodbSettings = z.strictObject({
  url: setting(z.string().min(1).max(4_000), {
    title: { en: "Address", fr: "Adresse" },
    about: {
      en: "Connection string: mongodb://user:…@host:27017 or mongodb+srv://user:…@cluster.example.com.",
      fr: "Chaîne de connexion : mongodb://utilisateur:…@hôte:27017 ou mongodb+srv://utilisateur:…@cluster.example.com.",
    },
    secret: true,
    placeholder: "mongodb+srv://millrace:…@cluster.example.com",
  }),
  // https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions
  database: setting(z.string().regex(/^[^/\\. "$*<>:|?\0]{1,63}$/u), {
    title: { en: "Database", fr: "Base de données" },
    about: {
      en: "Where the collections are made; the user must be allowed to read and write it.",
      fr: "Où les collections sont créées ; l'utilisateur doit pouvoir la lire et y écrire.",
    },
    placeholder: "crm",
  }),
});

export type MongodbSettings = z.output<typeof mongodbSettings>;
