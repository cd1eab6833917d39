import type { Role } from "@millrace/identity/contract";

/** The most to the least that may be done. */
export const roles = ["owner", "editor", "viewer", "buyer"] as const satisfies readonly Role[];

/** Where the list of people is kept in the cache. */
export const peopleKey = ["people"] as const;
