import { NeedsAttention, Transient, TryAgainLater } from "@millrace/platform/errors";
import { BreakerOpen } from "@millrace/platform/http";
import type { Mirror } from "../provider.ts";

/** What is wrong with an answer that came: another mirror may have a better one. */
export type Doubt = "stale" | "wrong_site" | "empty_shell";

export interface Doubtful {
  doubt: Doubt | null;
}

/**
 * Asks the mirrors in their order until one gives an answer without a doubt. The next is asked at once when one fails, is
 * left alone by its breaker, or answers doubtfully; since each round begins with the first, that one serves again as soon as
 * its breaker lets a probe through and it answers. Stale figures are better than none; any other doubt is the answer only
 * when every mirror was heard. A refusal of the account (429, budget) is none of the mirror's and is thrown at once.
 */
export async function fromMirrors<Answer extends Doubtful>(
  mirrors: readonly Mirror[],
  ask: (mirror: Mirror) => Promise<Answer>,
): Promise<Answer> {
  const doubtful: Answer[] = [];
  const faults: (Transient | TryAgainLater)[] = [];
  for (const mirror of mirrors) {
    try {
      const answer = await ask(mirror);
      if (answer.doubt === null) return answer;
      doubtful.push(answer);
    } catch (error) {
      if (!isOfHost(error)) throw error;
      faults.push(error);
    }
  }
  const stale = doubtful.find(({ doubt }) => doubt === "stale");
  if (stale !== undefined) return stale;
  const [first] = doubtful;
  if (first !== undefined && faults.length === 0) return first;
  throw mildest(faults);
}

/** A host that failed or is left alone; a 503 with a time to come back is the host's too. */
function isOfHost(error: unknown): error is Transient | TryAgainLater {
  if (error instanceof Transient || error instanceof BreakerOpen) return true;
  return error instanceof TryAgainLater && error.facts["status"] === 503;
}

/** One that failed just now costs a try; when all are left alone, the first that may be probed says how long to wait. */
function mildest(faults: readonly (Transient | TryAgainLater)[]): Error {
  const failed = faults.find((fault) => fault instanceof Transient);
  if (failed !== undefined) return failed;
  const [soonest] = faults
    .filter((fault) => fault instanceof TryAgainLater)
    .toSorted((a, b) => a.afterMs - b.afterMs);
  return soonest ?? new NeedsAttention("This provider has no mirror to ask.");
}
