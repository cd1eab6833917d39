import type { Connection } from "@millrace/connect/contract";
import { connectionStatuses } from "../words.ts";

/** What the address of the connections says. */
export interface ConnectionSearch {
  q?: string;
  status?: Connection["status"];
}

/** Reads the address leniently: what it does not know is left out. */
export function readConnectionSearch(raw: Record<string, unknown>): ConnectionSearch {
  const q = raw["q"];
  const status = connectionStatuses.find((candidate) => candidate === raw["status"]);
  return {
    ...((typeof q === "string" || typeof q === "number") && String(q).trim() !== ""
      ? { q: String(q).slice(0, 200) }
      : {}),
    ...(status === undefined ? {} : { status }),
  };
}
