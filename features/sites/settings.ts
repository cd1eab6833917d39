import { defineSettings, numeric, type SettingsGroup } from "@millrace/platform/config";
import { z } from "zod";
import { providerSettings } from "./providers/provider-settings.ts";

const sites: SettingsGroup = { name: "sites", title: { en: "Sites", fr: "Sites" } };

/** When websites are measured again by themselves. */
const refresh = defineSettings({
  sitesRefresh: {
    schema: z.enum(["auto", "daily", "off"]).default("auto"),
    env: "MILLRACE_SITES_REFRESH",
    about: "Whether websites are measured again every day: daily, off, or auto (daily in a demo, else off)",
    page: {
      group: sites,
      label: { en: "Measure again", fr: "Mesurer de nouveau" },
      aboutInFrench:
        "Mesurer de nouveau les sites chaque jour : daily (chaque jour), off (jamais) ou auto (chaque jour dans une démo, sinon jamais)",
    },
  },
  sitesRefreshHour: {
    schema: numeric.pipe(z.number().int().min(0).max(23)).default(4),
    env: "MILLRACE_SITES_REFRESH_HOUR",
    about: "Hour of the day from which that is, UTC",
    page: {
      group: sites,
      label: { en: "From (hour, UTC)", fr: "À partir de (heure, UTC)" },
      aboutInFrench: "Heure du jour à partir de laquelle elle a lieu, UTC",
    },
  },
  sitesRefreshWorkers: {
    schema: numeric.pipe(z.number().int().min(1).max(16)).default(2),
    env: "MILLRACE_SITES_REFRESH_WORKERS",
    about: "Workers of that session, 1 to 16",
    page: {
      group: sites,
      label: { en: "Workers", fr: "Travailleurs" },
      aboutInFrench: "Travailleurs de cette session, de 1 à 16",
    },
  },
});

/** What an owner may change about Sites while it runs. */
export const sitesSettings = { ...refresh, ...providerSettings };
export type SitesSettings = typeof sitesSettings;
