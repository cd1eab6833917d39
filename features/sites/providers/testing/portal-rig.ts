import { systemClock } from "@millrace/platform/clock";
import type { LoginStore } from "../login-store.ts";
import { portalMetrics } from "../mytoolsplan/definition.ts";
import { createMyToolsPlanProvider } from "../mytoolsplan/provider.ts";
import {
  demoEmail,
  demoPassword,
  startMyToolsPlanSimulator,
  type PortalFaultInput,
} from "../mytoolsplan/simulator.ts";
import { wholeSites } from "../mytoolsplan/test-portal.ts";
import type { SiteProvider } from "../provider.ts";
import type { Rig, RigFault } from "./rig.ts";

const faults: Record<RigFault, PortalFaultInput> = {
  server_error: { server_error: {} },
  html_instead: { html_instead: {} },
  cut: { mirror_down: {} },
  hang: { slow: { delayMs: 60_000 } },
  rate_limit: { rate_limit: {} },
  wrong_site: { wrong_site: {} },
};

/** MyToolsPlan, with its log-in and both mirrors. */
export async function openPortalRig(): Promise<Rig> {
  const portal = await startMyToolsPlanSimulator({
    clock: systemClock,
    settings: { apiMs: 0, pageMs: 0, loginMs: 0 },
  });
  const [site = ""] = wholeSites(portal, 1);
  const addresses = { login: portal.url, ...portal.urls };
  const logins = memoryLogins();
  const withPassword = (password: string, of: LoginStore): SiteProvider =>
    createMyToolsPlanProvider({
      demo: { addresses, credentials: { email: demoEmail, password } },
      logins: of,
      settings: () => Promise.resolve({ areTermsAccepted: true, credentials: null }),
    });
  return {
    id: "mytoolsplan",
    metrics: portalMetrics,
    provider: () => withPassword(demoPassword, logins),
    refused: () => withPassword("stolen", memoryLogins()),
    unknown: () =>
      createMyToolsPlanProvider({
        demo: null,
        logins: memoryLogins(),
        settings: () => Promise.resolve({ areTermsAccepted: true, credentials: null }),
      }),
    site,
    stranger: null,
    truthOf: (domain) =>
      Object.fromEntries(
        Object.entries(portal.truthOf(domain).metrics).flatMap(([metric, quantity]) =>
          quantity?.kind === "exact" ? [[metric, quantity.value]] : [],
        ),
      ),
    setFault: (fault) => portal.setFaults(fault === null ? {} : faults[fault]),
    served: () => portal.requests().length,
    secret: demoPassword,
    [Symbol.asyncDispose]: () => portal.close(),
  };
}

/** Where one process keeps its logins for itself. */
function memoryLogins(): LoginStore {
  let kept: Awaited<ReturnType<LoginStore["current"]>> = null;
  return {
    current: () => Promise.resolve(kept),
    renew: async (_provider, generation, signIn) => {
      if (kept !== null && kept.generation > generation) return kept;
      const cookies = await signIn();
      kept = { generation: generation + 1, cookies, signedInAt: new Date(systemClock.now()).toISOString() };
      return kept;
    },
  };
}
