import { z } from "zod";
import { setting } from "../../connectors/settings.ts";

export const postgresSettings = z.strictObject({
  url: setting(z.string().min(1).max(4_000), {
    title: { en: "Address", fr: "Adresse" },
    about: {
      en: "Connection string: postgres://user:…@host:5432/database. Add ?sslmode=verify-full to encrypt and prove the server, ?sslmode=no-verify to encrypt only.",
      fr: "Chaîne de connexion : postgres://utilisateur:…@hôte:5432/base. Ajoutez ?sslmode=verify-full pour chiffrer et vérifier le serveur, ?sslmode=no-verify pour chiffrer seulement.",
    },
    secret: true,
    placeholder: "postgres://millrace:…@db.example.com:5432/warehouse",
  }),
  schema: setting(z.string().min(1).max(63).default("public"), {
    title: { en: "Schema", fr: "Schéma" },
    about: {
      en: "Where the tables are made. It must exist, and the user must be allowed to create tables in it.",
      fr: "Où les tables sont créées. Il doit exister, et l'utilisateur doit avoir le droit d'y créer des tables.",
    },
    placeholder: "public",
    advanced: true,
  }),
});

export type PostgresSettings = z.output<typeof postgresSettings>;
