import type { MetricDeclaration, SiteProvider } from "../provider.ts";

/** A member of the family before its simulator, as the contract test asks for it. */
export interface Rig extends AsyncDisposable {
  id: string;
  provider(): SiteProvider;
  /** With credentials that are wrong, and with none. */
  refused(): SiteProvider;
  unknown(): SiteProvider;
  metrics: readonly MetricDeclaration[];
  /** A website it has every figure of. */
  site: string;
  /** One it has none of; null where it has something of every one. */
  stranger: string | null;
  /** What is true of a website, by metric. */
  truthOf(domain: string): Readonly<Record<string, number>>;
  setFault(fault: RigFault | null): void;
  served(): number;
  /** Never to be seen in evidence. */
  secret: string;
}

export type RigFault = "server_error" | "html_instead" | "cut" | "hang" | "rate_limit" | "wrong_site";
