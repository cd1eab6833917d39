import { providerHealth, type ProviderHealth } from "@millrace/sites/contract";
import { z } from "zod";
import { askHouse, type OutputFlags } from "../operate/ask-house.ts";
import { tableOf } from "../operate/table.ts";

/** `sites providers`. */
export function showProviders(flags: OutputFlags): Promise<void> {
  return askHouse(
    {
      path: "/scraping/providers",
      answer: z.object({ items: z.array(providerHealth) }),
      lines: providerLines,
    },
    flags,
  );
}

function providerLines({ items }: { items: ProviderHealth[] }): string[] {
  return [
    ...tableOf(items, [
      { heading: "provider", of: ({ id }) => id },
      { heading: "door", of: ({ is_official: isOfficial }) => (isOfficial ? "official" : "not official") },
      { heading: "state", of: ({ state }) => state },
      { heading: "metrics", of: ({ metrics }) => metrics.length },
      {
        heading: "hosts",
        of: ({ mirrors }) => mirrors.map(({ name, state }) => `${name} ${state}`).join(", "),
      },
      {
        heading: "asked",
        of: ({ budget }) => (budget === null ? null : `${budget.spent} of ${budget.allowed}`),
      },
    ]),
    ...items.flatMap(({ id, message }) => (message === null ? [] : [`${id}: ${message}`])),
  ];
}
