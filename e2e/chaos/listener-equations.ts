import type { Equation } from "@millrace/platform/testing";
import type { LiveReader } from "./live-reader.ts";

/** A client that reconnects hears of each event once. */
export function listenerEquations(name: string, live: LiveReader, events: number): Equation[] {
  const received = [...live.heard.values()];
  return [
    {
      name: `live events published = received by a client of ${name} that reconnects`,
      left: events,
      right: received.length,
    },
    {
      name: `live events received twice at ${name} = 0`,
      left: received.filter((times) => times > 1).length,
      right: 0,
    },
    { name: `times the client of ${name} was told to start afresh = 0`, left: live.resets, right: 0 },
  ];
}
