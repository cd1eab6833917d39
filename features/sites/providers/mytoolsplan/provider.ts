import type { LoginStore } from "../login-store.ts";
import type { SiteProvider } from "../provider.ts";
import { apiCalls } from "./api-calls.ts";
import { myToolsPlanBudget, myToolsPlanDemoBudget } from "./budget.ts";
import { mirrorsAt, portalAddresses, portalMetrics, providerId, type PortalAddresses } from "./definition.ts";
import { noCredentials, PortalAccess } from "./portal-access.ts";
import type { Credentials } from "./sign-in.ts";
import { trafficPageCall } from "./traffic-page-call.ts";

/** What the installation says about the portal at this moment. */
export interface MyToolsPlanSettings {
  areTermsAccepted: boolean;
  /** null: e-mail or password is missing. */
  credentials: Credentials | null;
}

export interface MyToolsPlanOptions {
  /** Where its simulator is and how one logs in there; null: the portal itself. */
  demo: { addresses: PortalAddresses; credentials: Credentials } | null;
  logins: LoginStore;
  settings: () => Promise<MyToolsPlanSettings>;
}

const notice = {
  en: "MyToolsPlan is no official door to these figures: it very probably resells shared accounts of Semrush, whose terms forbid that, and it may cut an account off at any time. Its terms and Semrush's are yours to read and accept.",
  fr: "MyToolsPlan n'est pas un accès officiel à ces chiffres : il revend très probablement des comptes Semrush partagés, ce que Semrush interdit, et peut couper un compte à tout moment. C'est à vous de lire et d'accepter ses conditions et celles de Semrush.",
};

/** The portal MyToolsPlan: three calls, and a page for what they lack, on two mirrors behind one login. */
export function createMyToolsPlanProvider({ demo, logins, settings }: MyToolsPlanOptions): SiteProvider {
  const addresses = demo?.addresses ?? portalAddresses;
  const budget = demo === null ? myToolsPlanBudget : myToolsPlanDemoBudget;
  const access = new PortalAccess({
    loginUrl: addresses.login,
    account: budget.account,
    logins,
    credentials: async () => demo?.credentials ?? (await settings()).credentials,
  });
  return {
    id: providerId,
    label: "MyToolsPlan",
    isOfficial: false,
    isDemo: demo !== null,
    notice,
    budget,
    takesFiles: false,
    mirrors: mirrorsAt(addresses),
    metrics: portalMetrics,
    calls: [...apiCalls({ access, addresses }), trafficPageCall({ access, addresses })],
    trouble: async () => {
      if (demo !== null) return null;
      const { areTermsAccepted, credentials } = await settings();
      if (!areTermsAccepted)
        return {
          trouble: "terms_not_accepted",
          message:
            "The terms of MyToolsPlan are not accepted: read its notice, then accept them in Settings.",
        };
      if (credentials !== null) return null;
      const { trouble, message } = noCredentials();
      return { trouble, message };
    },
  };
}
