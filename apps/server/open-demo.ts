import type { ConnectDemo } from "@millrace/connect/feature";
import { systemClock } from "@millrace/platform/clock";
import type { HouseConfig } from "@millrace/platform/config";
import { Broken, UserFacingError } from "@millrace/platform/errors";
import type { SitesDemo } from "@millrace/sites/feature";
import { z } from "zod";

/** Addresses of the simulators a demo talks to; each null where it has none. */
export interface Demo {
  /** Of the LinkedIn simulator. */
  demoUrl: string | null;
  demoSmtpUrl: string | null;
  sitesDemo: SitesDemo | null;
  connectDemo: ConnectDemo | null;
}

const portalHosts = z.object({ login: z.url(), sam: z.url(), sam2: z.url() });

/** In demo mode the third parties are simulators on loopback: our own, or those that already run. */
export async function openDemo(config: HouseConfig, opened: AsyncDisposableStack): Promise<Demo> {
  if (config.demo === false) {
    return { demoUrl: null, demoSmtpUrl: null, sitesDemo: null, connectDemo: null };
  }
  const portal = config.demoPortalUrl === null ? null : await runningPortal(config.demoPortalUrl);
  if (config.demoUrl !== null)
    return { demoUrl: config.demoUrl, demoSmtpUrl: null, sitesDemo: portal, connectDemo: null };
  const { startSimulators } = await import("@millrace/simulators");
  const { urls } = opened.use(
    await startSimulators({
      clock: systemClock,
      names: [
        "linkedin-demo",
        "mail",
        "yotpo-loyalty",
        "treasure-data",
        ...(portal === null ? ["mytoolsplan", "semrush", "similarweb"] : []),
      ],
    }),
  );
  const urlOf = (name: string): string => {
    const url = urls[name];
    if (url === undefined) throw new Broken(`The simulator ${name} started without an address.`);
    return url;
  };
  const ownPortal = (): SitesDemo => ({
    mytoolsplan: {
      login: urlOf("mytoolsplan"),
      sam: urlOf("mytoolsplan.sam"),
      sam2: urlOf("mytoolsplan.sam2"),
    },
    semrush: urlOf("semrush"),
    similarweb: urlOf("similarweb"),
  });
  return {
    demoUrl: urlOf("linkedin-demo"),
    demoSmtpUrl: urlOf("mail"),
    sitesDemo: portal ?? ownPortal(),
    connectDemo: { yotpo: urlOf("yotpo-loyalty"), treasureData: urlOf("treasure-data") },
  };
}

/** Asks a portal simulator that runs already for the addresses of its hosts. */
async function runningPortal(url: string): Promise<SitesDemo> {
  const answer = await fetch(new URL("/_simulator/hosts", url)).catch((cause: unknown) => {
    throw new UserFacingError(
      "no_portal_simulator",
      `No portal simulator answers at ${url}; start one with "node apps/simulators/main.ts mytoolsplan", or unset MILLRACE_DEMO_PORTAL_URL.`,
      { cause },
    );
  });
  const hosts = portalHosts.safeParse(await answer.json());
  if (!hosts.success)
    throw new UserFacingError("no_portal_simulator", `What answers at ${url} is no portal simulator.`);
  return { mytoolsplan: hosts.data, semrush: null, similarweb: null };
}
