import { systemClock } from "@millrace/platform/clock";
import type { MetricDeclaration, SiteProvider } from "../provider.ts";
import type { createSemrushProvider } from "../semrush/provider.ts";
import type { startSemrushSimulator } from "../semrush/simulator.ts";
import type { Rig } from "./rig.ts";

interface KeyRig extends Rig {
  provider(metrics?: readonly MetricDeclaration[]): SiteProvider;
}

/** An official API that knows its customers by a key; `provider` also with another list of metrics. */
export function keyRig(
  id: string,
  metrics: readonly MetricDeclaration[],
  start: typeof startSemrushSimulator,
  create: typeof createSemrushProvider,
): () => Promise<KeyRig> {
  return async () => {
    const simulator = await start({ clock: systemClock });
    const withKey = (key: string | null, declared = metrics): SiteProvider =>
      create({ baseUrl: simulator.url, key: () => Promise.resolve(key), isDemo: true, metrics: declared });
    return {
      id,
      metrics,
      provider: (declared) => withKey(simulator.key, declared),
      refused: () => withKey("stolen"),
      unknown: () => withKey(null),
      truthOf: (domain) => simulator.truthOf(domain) ?? {},
      site: "shop-1.com",
      stranger: "nobody.invalid",
      setFault: (fault) => simulator.setFaults(fault === null ? {} : { [fault]: {} }),
      served: () => simulator.requests().length,
      secret: simulator.key,
      [Symbol.asyncDispose]: () => simulator.close(),
    };
  };
}
