import cronstrue from "cronstrue";
import "cronstrue/locales/fr";

/** "Every day at 03:00" / « À 03:00, tous les jours »; an expression that has no words stays as it is written. */
export function cronWords(cron: string, language: string): string {
  try {
    return cronstrue.toString(cron, { locale: language, use24HourTimeFormat: true, verbose: false });
  } catch (error) {
    // cronstrue throws its sentences as strings
    if (typeof error === "string" || error instanceof Error) return cron;
    throw error;
  }
}
