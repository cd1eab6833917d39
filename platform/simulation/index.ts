/** What the simulators of third parties have in common: seeded chance, faults, a memory, a server on loopback. */
export { cutConnection, hold } from "./connection.ts";
export { createFaults, faultTiming, type Faults, type FaultTiming } from "./faults.ts";
export { escapeHtml, scriptJson } from "./html.ts";
export { hash32, randomFrom, type Random } from "./random.ts";
export { createRequestLog, type Numbered, type RequestLog } from "./request-log.ts";
export { serveSimulator, type ServedApp } from "./serve.ts";
export type { RunningSimulator, SimulatorEntry, SimulatorStartOptions } from "./entry.ts";
