import { destinationRegistry } from "../destinations/registry.generated.ts";
import type { Destination } from "../destinations/destination.ts";

/** Connectors, for commands that work without a server. */
export type { Destination } from "../destinations/destination.ts";
export type { ConnectorContext } from "./context.ts";
export { openSettings } from "./secret-settings.ts";
export { parseSettings } from "./shelf.ts";
export { describeSettings } from "./settings.ts";

const destinations = Object.values(destinationRegistry) as unknown as Destination[];

export const destinationIds: readonly string[] = destinations.map(({ id }) => id);

/** null when there is none of this name. */
export const destinationById = (id: string): Destination | null =>
  destinations.find((destination) => destination.id === id) ?? null;
