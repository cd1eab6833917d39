import type { ConnectionRequest } from "../contract.ts";

/** A connection as it is kept: what was asked for, secrets sealed or by reference, name and schedule aside. */
export interface ConnectionConfig extends Omit<ConnectionRequest, "name" | "schedule"> {
  /** What its destination promises. */
  guarantee: "exactly_once" | "at_least_once";
  /**
   * Whether references inside texts of its source's settings may be followed: whoever gave those settings may read this
   * machine (`connect:local`). Left out: no.
   */
  references_permitted?: boolean;
}
