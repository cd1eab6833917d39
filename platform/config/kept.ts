import { z } from "zod";
import { defineSettings, type SettingsGroup } from "./describe.ts";
import { numeric } from "./numeric.ts";

const general: SettingsGroup = { name: "general", title: { en: "General", fr: "Général" } };
const retention: SettingsGroup = { name: "retention", title: { en: "Retention", fr: "Conservation" } };
const mail: SettingsGroup = { name: "mail", title: { en: "Mail", fr: "Courriel" } };
const backups: SettingsGroup = { name: "backups", title: { en: "Backups", fr: "Sauvegardes" } };

/** Ten years: whoever wants to keep something longer exports it. */
const days = numeric.pipe(z.number().positive().max(3_650));

/** Settings of the house that its owner may change while it runs. */
export const keptSettings = defineSettings({
  language: {
    schema: z.enum(["en", "fr"]).default("en"),
    env: "MILLRACE_LANGUAGE",
    about: "Language of mails, and of pages for whoever chose none",
    page: {
      group: general,
      label: { en: "Language", fr: "Langue" },
      aboutInFrench: "Langue des courriels, et des pages pour qui n'en a pas choisi",
    },
  },
  publicUrl: {
    schema: z
      .url({ protocol: /^https?$/u, error: "an address like https://millrace.example is needed" })
      .overwrite((url) => URL.parse(url)?.origin ?? url)
      .nullable()
      .default(null),
    env: "MILLRACE_PUBLIC_URL",
    about: "Address people reach the dashboard at, as https://millrace.example; links in mails begin with it",
    page: {
      group: general,
      label: { en: "Public address", fr: "Adresse publique" },
      aboutInFrench:
        "Adresse du tableau de bord, comme https://millrace.example ; les liens des courriels commencent par elle",
    },
  },
  retentionFinishedDays: {
    schema: days.default(30),
    env: "MILLRACE_RETENTION_FINISHED_DAYS",
    about: "Days that succeeded and cancelled runs are kept",
    page: {
      group: retention,
      label: { en: "Finished runs (days)", fr: "Exécutions terminées (jours)" },
      aboutInFrench: "Jours de conservation des exécutions réussies ou annulées",
    },
  },
  retentionDeadLettersDays: {
    schema: days.nullable().default(null),
    env: "MILLRACE_RETENTION_DEAD_LETTERS_DAYS",
    about: "Days that dead letters are kept; none keeps them until somebody discards them",
    page: {
      group: retention,
      label: { en: "Dead letters (days)", fr: "Lettres mortes (jours)" },
      aboutInFrench:
        "Jours de conservation des lettres mortes ; sans valeur, jusqu'à leur rejet par quelqu'un",
    },
  },
  retentionEventsDays: {
    schema: days.default(7),
    env: "MILLRACE_RETENTION_EVENTS_DAYS",
    about: "Days that live events are kept for pages that reconnect",
    page: {
      group: retention,
      label: { en: "Live events (days)", fr: "Événements en direct (jours)" },
      aboutInFrench: "Jours de conservation des événements en direct, pour les pages qui se reconnectent",
    },
  },
  retentionPageLogDays: {
    schema: days.default(90),
    env: "MILLRACE_RETENTION_PAGE_LOG_DAYS",
    about: "Days that the log of outbound requests is kept",
    page: {
      group: retention,
      label: { en: "Log of outbound requests (days)", fr: "Journal des requêtes sortantes (jours)" },
      aboutInFrench: "Jours de conservation du journal des requêtes sortantes",
    },
  },
  smtpUrl: {
    schema: z
      .url({ protocol: /^smtps?$/u, error: "an address like smtp://user:password@host:587 is needed" })
      .nullable()
      .default(null),
    env: "MILLRACE_SMTP_URL",
    about:
      "Mail server, as smtp://user:password@host:587; without it, no mail is sent and sign-in by link is off",
    isSecret: true,
    page: {
      group: mail,
      label: { en: "Mail server", fr: "Serveur de courriel" },
      aboutInFrench:
        "Serveur de courriel, comme smtp://nom:motdepasse@hote:587 ; sans lui, ni courriel ni connexion par lien",
    },
  },
  mailFrom: {
    schema: z
      .string()
      .trim()
      .min(3)
      .max(320)
      .regex(/^[^\r\n]+$/u)
      .default("Millrace <millrace@localhost>"),
    env: "MILLRACE_MAIL_FROM",
    about: "Sender of mails: an address, or Name <address>",
    page: {
      group: mail,
      label: { en: "Sender", fr: "Expéditeur" },
      aboutInFrench: "Expéditeur des courriels : une adresse, ou Nom <adresse>",
    },
  },
  backupEvery: {
    schema: z.enum(["day", "week", "off"]).default("day"),
    env: "MILLRACE_BACKUP_EVERY",
    about: "How often a backup is made by itself: day, week (on Mondays) or off",
    page: {
      group: backups,
      label: { en: "Backup every", fr: "Sauvegarder chaque" },
      aboutInFrench: "Fréquence des sauvegardes automatiques : day (jour), week (le lundi) ou off (aucune)",
    },
  },
  backupHour: {
    schema: numeric.pipe(z.number().int().min(0).max(23)).default(3),
    env: "MILLRACE_BACKUP_HOUR",
    about: "Hour of the day at which that is, UTC",
    page: {
      group: backups,
      label: { en: "At (hour, UTC)", fr: "À (heure, UTC)" },
      aboutInFrench: "Heure du jour à laquelle elles ont lieu, UTC",
    },
  },
  backupKeep: {
    schema: numeric.pipe(z.number().int().min(1).max(1_000)).default(7),
    env: "MILLRACE_BACKUP_KEEP",
    about: "How many scheduled backups are kept; the oldest are deleted after each new one",
    page: {
      group: backups,
      label: { en: "Backups kept", fr: "Sauvegardes conservées" },
      aboutInFrench:
        "Nombre de sauvegardes planifiées conservées ; les plus anciennes sont supprimées après chaque nouvelle",
    },
  },
});
