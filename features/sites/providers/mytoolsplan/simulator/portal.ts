import type { Clock } from "@millrace/platform/clock";
import type { Account } from "./accounts.ts";
import type { PortalHost } from "./calls.ts";
import type { PortalFaults } from "./faults.ts";
import type { PortalMemory } from "./memory.ts";
import type { PortalSettings } from "./settings.ts";

/** What all hosts of the portal share. */
export interface Portal {
  seed: string;
  clock: Clock;
  settings(): PortalSettings;
  faults: PortalFaults;
  account: Account;
  memory: PortalMemory;
  /** Address of a host, known once it listens. */
  urlOf(host: PortalHost): string;
  /** Ends slow answers when the servers close. */
  stopped: AbortSignal;
}
