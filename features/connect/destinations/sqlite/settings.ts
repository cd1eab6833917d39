import { z } from "zod";
import { setting } from "../../connectors/settings.ts";

export const sqliteSettings = z.strictObject({
  path: setting(z.string().min(1).max(4_000), {
    title: { en: "File", fr: "Fichier" },
    about: {
      en: "Where the database is on this machine, from the root. The file is made when it is not there; its folder must be.",
      fr: "Où se trouve la base sur cette machine, depuis la racine. Le fichier est créé s'il manque ; son dossier doit exister.",
    },
    placeholder: "/srv/data/warehouse.sqlite",
  }),
});

export type SqliteSettings = z.output<typeof sqliteSettings>;
