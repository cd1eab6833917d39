import { defineSettings, type SettingsGroup } from "@millrace/platform/config";
import { describeBudget } from "@millrace/platform/settings/budget";
import { z } from "zod";
import { myToolsPlanBudget } from "./mytoolsplan/budget.ts";

const group: SettingsGroup = {
  name: "site-providers",
  title: { en: "Metrics portals", fr: "Portails de mesures" },
};

const text = z.string().trim().min(1).max(500).nullable().default(null);
const flag = z
  .union([
    z.boolean(),
    z.enum(["true", "false", "1", "0"]).transform((given) => given === "true" || given === "1"),
  ])
  .default(false);

/** How one gets in at each provider. */
const doors = defineSettings({
  sitesMytoolsplanTermsAccepted: {
    schema: flag,
    env: "MILLRACE_MYTOOLSPLAN_TERMS_ACCEPTED",
    about:
      "You have read and accept MyToolsPlan's terms: it is no official door, and very probably resells shared accounts",
    page: {
      group,
      label: { en: "MyToolsPlan's terms accepted", fr: "Conditions de MyToolsPlan acceptées" },
      aboutInFrench:
        "Vous avez lu et acceptez les conditions de MyToolsPlan : ce n'est pas un accès officiel, et il revend très probablement des comptes partagés",
    },
  },
  sitesMytoolsplanEmail: {
    schema: text,
    env: "MILLRACE_MYTOOLSPLAN_EMAIL",
    about: "E-mail of your MyToolsPlan account",
    page: {
      group,
      label: { en: "MyToolsPlan e-mail", fr: "Adresse MyToolsPlan" },
      aboutInFrench: "Adresse électronique de votre compte MyToolsPlan",
    },
  },
  sitesMytoolsplanPassword: {
    schema: text,
    env: "MILLRACE_MYTOOLSPLAN_PASSWORD",
    about: "Its password, or where it is read (env:NAME, file:/path)",
    isSecret: true,
    page: {
      group,
      label: { en: "MyToolsPlan password", fr: "Mot de passe MyToolsPlan" },
      aboutInFrench: "Son mot de passe, ou l'endroit où il est lu (env:NOM, file:/chemin)",
    },
  },
  sitesSemrushApiKey: {
    schema: text,
    env: "MILLRACE_SEMRUSH_API_KEY",
    about: "Your key of Semrush's official API, or where it is read (env:NAME, file:/path)",
    isSecret: true,
    page: {
      group,
      label: { en: "Semrush API key", fr: "Clé API Semrush" },
      aboutInFrench:
        "Votre clé de l'API officielle de Semrush, ou l'endroit où elle est lue (env:NOM, file:/chemin)",
    },
  },
  sitesSimilarwebApiKey: {
    schema: text,
    env: "MILLRACE_SIMILARWEB_API_KEY",
    about: "Your key of Similarweb's official API, or where it is read (env:NAME, file:/path)",
    isSecret: true,
    page: {
      group,
      label: { en: "Similarweb API key", fr: "Clé API Similarweb" },
      aboutInFrench:
        "Votre clé de l'API officielle de Similarweb, ou l'endroit où elle est lue (env:NOM, file:/chemin)",
    },
  },
});

const myToolsPlan = describeBudget(myToolsPlanBudget, {
  prefix: "mytoolsplan",
  env: "MILLRACE_MYTOOLSPLAN",
  vendor: "MyToolsPlan",
  vendorInFrench: "MyToolsPlan",
  group,
});

/** Budgets of providers whose limits the settings page changes. */
export const providerBudgetSettings = [myToolsPlan];

/** What an owner may change about the providers while the house runs. */
export const providerSettings = { ...doors, ...myToolsPlan.settings };
