import { messageOf } from "@millrace/platform/errors";

/** What a page that follows the sync shows meanwhile. */
export function waitingText(side: "source" | "destination", error: unknown, waitMs: number): string {
  return `The ${side} is asked again in ${Math.ceil(waitMs / 1_000)} s: ${messageOf(error)}`;
}
