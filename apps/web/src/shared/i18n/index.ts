import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { settings, subscribeSettings } from "../settings.ts";
import en from "./en.json";
import fr from "./fr.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

/** Starts translation in the chosen language and follows the language switch. */
export function startTranslation(): void {
  void i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, fr: { translation: fr } },
    lng: settings().language,
    fallbackLng: "en",
    interpolation: { escapeValue: false },
  });
  subscribeSettings(() => {
    if (i18next.language !== settings().language) void i18next.changeLanguage(settings().language);
  });
}
