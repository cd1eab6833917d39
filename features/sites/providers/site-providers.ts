import type { SitesDemo } from "../feature.ts";
import type { KeyApiOptions } from "./ask-key-api.ts";
import type { MyToolsPlanOptions } from "./mytoolsplan/provider.ts";
import { demoEmail, demoPassword } from "./mytoolsplan/simulator/accounts.ts";
import type { SiteProvider } from "./provider.ts";
import { siteProviderRegistry } from "./registry.generated.ts";
import { demoSemrushKey } from "./semrush/simulator.ts";
import { demoSimilarwebKey } from "./similarweb/simulator.ts";

export interface SiteProvidersOptions {
  /** Addresses of the simulators; null outside demo mode. */
  demo: SitesDemo | null;
  /** Key of an official API as the owner set it; null when none is set. Read anew for each call. */
  keyOf: (provider: "semrush" | "similarweb") => Promise<string | null>;
  /** What MyToolsPlan is asked with. */
  myToolsPlan: Omit<MyToolsPlanOptions, "demo">;
}

/** The providers of this installation, in the order they are offered; in a demo with its simulators in their place. */
export function createSiteProviders(options: SiteProvidersOptions): SiteProvider[] {
  const { demo } = options;
  const portalDemo =
    demo === null
      ? null
      : { addresses: demo.mytoolsplan, credentials: { email: demoEmail, password: demoPassword } };
  return [
    siteProviderRegistry.mytoolsplan({ ...options.myToolsPlan, demo: portalDemo }),
    siteProviderRegistry.semrush(
      keyApi(options, "semrush", "https://api.semrush.com", demo?.semrush, demoSemrushKey),
    ),
    siteProviderRegistry.similarweb(
      keyApi(options, "similarweb", "https://api.similarweb.com", demo?.similarweb, demoSimilarwebKey),
    ),
    siteProviderRegistry.csv(),
  ];
}

function keyApi(
  { keyOf }: SiteProvidersOptions,
  provider: "semrush" | "similarweb",
  address: string,
  demoAddress: string | null | undefined,
  demoKey: string,
): KeyApiOptions {
  if (demoAddress == null) return { baseUrl: address, key: () => keyOf(provider), isDemo: false };
  return { baseUrl: demoAddress, key: () => Promise.resolve(demoKey), isDemo: true };
}
