import { NeedsAttention } from "@millrace/platform/errors";
import type { SiteProvider } from "./provider.ts";

/** The providers of an installation, in the order they are offered. */
export interface SiteProviders {
  all: readonly SiteProvider[];
  find(id: string): SiteProvider | null;
  /** Throws NeedsAttention when there is none of that name here. */
  byId(id: string): SiteProvider;
}

export function shelveProviders(all: readonly SiteProvider[]): SiteProviders {
  const find = (id: string): SiteProvider | null => all.find((provider) => provider.id === id) ?? null;
  return {
    all,
    find,
    byId(id) {
      const found = find(id);
      if (found !== null) return found;
      throw new NeedsAttention(
        `The provider ${id} is not available here: start the server with it, or measure with another one.`,
        { facts: { provider: id } },
      );
    },
  };
}
