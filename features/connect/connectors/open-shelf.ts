import type { RecordStream } from "@millrace/platform/streams";
import { destinationRegistry } from "../destinations/registry.generated.ts";
import type { Destination } from "../destinations/destination.ts";
import { connectSourceRegistry } from "../sources/registry.generated.ts";
import type { Source } from "../sources/source.ts";
import { shelveConnectors, type ConnectorShelf } from "./shelf.ts";

/** What tests bring and change. */
export interface GuestConnectors {
  sources?: readonly Source[];
  destinations?: readonly Destination[];
  /** Puts something around each of the house's own destinations. */
  wrap?: (destination: Destination) => Destination;
}

/** Every connector that ships, and those that tests bring. `streams`: what the rooms of the house offer. */
export function openShelf(
  streams: () => readonly RecordStream[],
  guests: GuestConnectors = {},
): ConnectorShelf {
  const { millrace, ...sources } = connectSourceRegistry;
  // Each has settings of its own; whoever asks has parsed them with its own schema.
  const all = [...Object.values(sources), millrace({ streams })] as unknown as Source[];
  const destinations = Object.values(destinationRegistry) as unknown as Destination[];
  const wrap = guests.wrap ?? ((destination: Destination) => destination);
  return shelveConnectors(
    [...all, ...(guests.sources ?? [])],
    [...destinations.map(wrap), ...(guests.destinations ?? [])],
  );
}
