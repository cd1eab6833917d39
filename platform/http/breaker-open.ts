import { TryAgainLater } from "@millrace/platform/errors";

/** A host failed repeatedly and is left alone: nothing was sent. Who knows another host for the same goes there at once. */
export class BreakerOpen extends TryAgainLater {
  constructor(vendor: string, host: string, afterMs: number) {
    super(`${vendor} (${host}) failed repeatedly and is left alone for ${Math.ceil(afterMs / 1_000)} s.`, {
      afterMs: Math.ceil(afterMs),
      facts: { vendor, host },
    });
  }
}
