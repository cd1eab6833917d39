import { z } from "zod";
import { setting } from "../../connectors/settings.ts";
import { columnName } from "./names.ts";

const url = z.url({ protocol: /^https?$/u }).overwrite((address) => address.replace(/\/+$/u, ""));

export const treasureDataSettings = z.strictObject({
  api_key: setting(z.string().trim().min(1), {
    title: { en: "API key", fr: "Clé d’API" },
    about: {
      en: "A master key, which may read and write: a write-only key can neither be checked nor list what has arrived.",
      fr: "Une clé maîtresse, qui lit et écrit : une clé en écriture seule ne peut être ni vérifiée ni consultée sur ce qui est arrivé.",
    },
    secret: true,
    placeholder: "1/0123456789abcdef…",
  }),
  database: setting(
    z
      .string()
      .regex(/^[a-z0-9_]{3,255}$/u, "A database has 3 to 255 lower-case letters, digits and underscores."),
    {
      title: { en: "Database", fr: "Base de données" },
      about: {
        en: "It must exist. Tables are created in it when they are missing.",
        fr: "Elle doit exister. Les tables qui manquent y sont créées.",
      },
      placeholder: "crm",
    },
  ),
  method: setting(z.enum(["bulk", "import_with_id"]).default("bulk"), {
    title: { en: "Method", fr: "Méthode" },
    about: {
      en: "bulk: sessions of bulk import, exactly once; rows are seen when the sync ends. import_with_id: rows are seen sooner, exactly once only while Treasure Data remembers the identifiers of what it received (about an hour). A sync that overwrites always uses bulk.",
      fr: "bulk : sessions d’import en masse, exactement une fois ; les lignes sont visibles à la fin de la synchronisation. import_with_id : les lignes sont visibles plus tôt, exactement une fois tant que Treasure Data se souvient des identifiants reçus (environ une heure). Une synchronisation qui remplace utilise toujours bulk.",
    },
    choices: {
      bulk: { en: "Bulk import (bulk)", fr: "Import en masse (bulk)" },
      import_with_id: {
        en: "Import with an id (import_with_id)",
        fr: "Import avec identifiant (import_with_id)",
      },
    },
  }),
  time_field: setting(z.string().min(1).overwrite(columnName).optional(), {
    title: { en: "Time field", fr: "Champ de date" },
    about: {
      en: "The field whose value becomes “time”: a date, or seconds (from 10^11 on, milliseconds) since 1970; without an offset it is UTC. Default, and for rows that have none: when the record was fetched.",
      fr: "Le champ dont la valeur devient « time » : une date, ou des secondes (à partir de 10^11, des millisecondes) depuis 1970 ; sans décalage, c’est l’heure UTC. Par défaut, et pour les lignes qui n’en ont pas : le moment où l’enregistrement a été lu.",
    },
    placeholder: "last_seen_at",
    advanced: true,
  }),
  api_url: setting(url.default("https://api.treasuredata.com"), {
    title: { en: "API address", fr: "Adresse de l’API" },
    about: {
      en: "That of your region, for example https://api.eu01.treasuredata.com or https://api.treasuredata.co.jp. A key of another region is refused.",
      fr: "Celle de votre région, par exemple https://api.eu01.treasuredata.com ou https://api.treasuredata.co.jp. Une clé d’une autre région est refusée.",
    },
    advanced: true,
  }),
  import_url: setting(url.default("https://api-import.treasuredata.com"), {
    title: { en: "Import address", fr: "Adresse d’import" },
    about: {
      en: "Where import_with_id sends rows; that of your region.",
      fr: "Où import_with_id envoie les lignes ; celle de votre région.",
    },
    advanced: true,
  }),
});
export type TreasureDataSettings = z.output<typeof treasureDataSettings>;
