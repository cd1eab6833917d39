import { isServerAway } from "@millrace/platform/db";
import {
  messageOf,
  NeedsAttention,
  Rejected,
  Transient,
  TryAgainLater,
  UserFacingError,
} from "@millrace/platform/errors";
import { setTimeout as delay } from "node:timers/promises";
import type { CallFailure } from "../pipeline/assemble-measurement.ts";
import type { AskContext, CallAnswer, ProviderCall } from "../providers/provider.ts";

/** How long one call is tried, before its metrics get a reason instead of a value. */
export interface AskPolicy {
  /** Tries that may fail as `Transient`. */
  maxTries: number;
  /** First backoff, ms; doubled each time, with full jitter. */
  baseDelayMs: number;
  maxDelayMs: number;
  /** 429s taken for one call: a provider that never lets up is a reason, no end of waiting. */
  maxRateLimits: number;
  /** A wait longer than this is the engine's to keep, so that it survives a restart. */
  longestWaitMs: number;
}

export const defaultAskPolicy: AskPolicy = {
  maxTries: 5,
  baseDelayMs: 200,
  maxDelayMs: 5_000,
  maxRateLimits: 6,
  longestWaitMs: 20_000,
};

/** What has been spent on one call so far; kept over the engine's waits, so that they give no further tries. */
export interface SpentTries {
  failed: number;
  rateLimited: number;
}

export type CallOutcome =
  | { isAnswered: true; answer: CallAnswer; retries: number }
  | { isAnswered: false; failure: CallFailure; retries: number };

export interface AskOptions {
  policy: AskPolicy;
  random: () => number;
  spent: SpentTries;
  /** Told before each wait, with one sentence why. */
  onWait(reason: string): void;
}

/**
 * Asks one call about one website until it is answered or its tries are spent. Throws `TryAgainLater` for a wait that is too
 * long to hold here, `NeedsAttention` when the provider is shut to us, and the signal's reason when it was aborted.
 */
export async function askCall(
  call: ProviderCall,
  context: AskContext,
  site: { domain: string },
  options: AskOptions,
): Promise<CallOutcome> {
  const { spent } = options;
  for (;;) {
    context.signal.throwIfAborted();
    try {
      const answer = await call.ask(context, site);
      return { isAnswered: true, answer, retries: spent.failed + spent.rateLimited };
    } catch (error) {
      context.signal.throwIfAborted();
      const failure = await afterFault(call, error, context, options);
      if (failure !== null) return { isAnswered: false, failure, retries: spent.failed + spent.rateLimited };
    }
  }
}

/** Waits for the next try (null), or says why there is none. */
async function afterFault(
  call: ProviderCall,
  error: unknown,
  context: AskContext,
  options: AskOptions,
): Promise<CallFailure | null> {
  if (error instanceof NeedsAttention || isOurDatabase(error)) throw error;
  const detail = messageOf(error);
  // A refusal of the house itself (a key file, a setting) would be the same for every website.
  if (error instanceof UserFacingError) throw new NeedsAttention(detail, { cause: error });
  const next = nextAfter(error, options);
  if ("reason" in next) {
    // A fault of a provider's code costs its metrics, not the other websites of the session; the reason is kept with them.
    if (next.isOurs) context.log.error({ err: error, call: call.id }, "call broke");
    return { call: call.id, reason: next.reason, detail };
  }
  if (next.afterMs > options.policy.longestWaitMs) throw error;
  context.log.info({ call: call.id, reason: detail }, "call failed, trying again");
  await hold(next.afterMs, detail, context, options);
  return null;
}

type Next = { afterMs: number } | { reason: CallFailure["reason"]; isOurs: boolean };

/** The ladder for one call: how long to wait, or why it is given up. */
function nextAfter(error: unknown, { policy, spent, random }: AskOptions): Next {
  if (error instanceof TryAgainLater) {
    if (error.facts["status"] === 429) spent.rateLimited += 1;
    return spent.rateLimited < policy.maxRateLimits
      ? { afterMs: error.afterMs }
      : { reason: "rate_limited", isOurs: false };
  }
  if (!(error instanceof Transient)) return { reason: "call_failed", isOurs: !(error instanceof Rejected) };
  spent.failed += 1;
  if (spent.failed >= policy.maxTries) return { reason: "call_failed", isOurs: false };
  const ceilingMs = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (spent.failed - 1));
  return { afterMs: random() * ceilingMs };
}

/** Our own database went away under the client's budgets or the shared login: nothing the provider answers for. */
function isOurDatabase(error: unknown): boolean {
  if (error instanceof Transient || error instanceof TryAgainLater) return false;
  return isServerAway(error) || (error instanceof Error && isServerAway(error.cause));
}

async function hold(ms: number, reason: string, context: AskContext, options: AskOptions): Promise<void> {
  if (ms <= 0) return;
  options.onWait(reason);
  await delay(ms, undefined, { signal: context.signal }).catch(() => context.signal.throwIfAborted());
}
