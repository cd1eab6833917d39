import { defineSettings, numeric, type SettingsGroup } from "@millrace/platform/config";
import { z } from "zod";

const connect: SettingsGroup = { name: "connect", title: { en: "Connect", fr: "Connect" } };

/** What an owner may change about Connect while it runs. */
export const connectSettings = defineSettings({
  connectPagesDays: {
    schema: numeric.pipe(z.number().int().min(1).max(3_650)).default(30),
    env: "MILLRACE_CONNECT_PAGES_DAYS",
    about: "Days the answers of sources are kept after a sync has ended, for replays and for tracing rows",
    page: {
      group: connect,
      label: { en: "Keep page logs (days)", fr: "Garder les journaux de pages (jours)" },
      aboutInFrench:
        "Nombre de jours pendant lesquels les réponses des sources sont gardées après la fin d'une synchronisation, pour les rejouer et pour retracer des lignes",
    },
  },
});
export type ConnectSettings = typeof connectSettings;
