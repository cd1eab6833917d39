import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { settings, subscribeSettings } from "../settings.ts";
import connectEn from "./connect.en.json";
import connectFr from "./connect.fr.json";
import en from "./en.json";
import fr from "./fr.json";
import houseEn from "./house.en.json";
import houseFr from "./house.fr.json";
import scrapingEn from "./scraping.en.json";
import scrapingFr from "./scraping.fr.json";
import sitesEn from "./sites.en.json";
import sitesFr from "./sites.fr.json";

const english = { ...en, ...connectEn, ...houseEn, ...scrapingEn, ...sitesEn };
const french = { ...fr, ...connectFr, ...houseFr, ...scrapingFr, ...sitesFr };

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof english };
  }
}

/** Starts translation in the chosen language and follows the language switch. */
export function startTranslation(): void {
  void i18next.use(initReactI18next).init({
    resources: { en: { translation: english }, fr: { translation: french } },
    lng: settings().language,
    fallbackLng: "en",
    interpolation: { escapeValue: false },
  });
  subscribeSettings(() => {
    if (i18next.language !== settings().language) void i18next.changeLanguage(settings().language);
  });
}
