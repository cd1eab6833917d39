import {
  Broken,
  LadderError,
  NeedsAttention,
  Transient,
  TryAgainLater,
  codeOf,
  messageOf,
  type ErrorFacts,
} from "@millrace/platform/errors";
import { readVendorLimits } from "./vendor-limits.ts";

/** Wait after a 429 that does not say how long, where no budget says more: a minute is the most common window of a rate limit. */
const silentRateLimitMs = 60_000;
/** Nobody is obeyed for longer than a day; then it is asked again. */
const longestWaitMs = 86_400_000;

/**
 * `Retry-After` (RFC 9110 §10.2.3) as milliseconds from now: delay-seconds or an HTTP-date; null when absent or unreadable.
 * A date in the past is 0.
 */
export function retryAfterMs(value: string | undefined, nowMs: number): number | null {
  const text = value?.trim() ?? "";
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, longestWaitMs);
  if (!/^[A-Za-z]{3,9}, ?/.test(text) && !/^[A-Za-z]{3} [A-Za-z]{3} /.test(text)) return null;
  // asctime-date names no zone, and HTTP's dates are always in GMT.
  const at = Date.parse(/GMT|UTC/.test(text) ? text : `${text} GMT`);
  return Number.isNaN(at) ? null : Math.min(Math.max(at - nowMs, 0), longestWaitMs);
}

export interface AnswerToJudge {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Shown to operators: secrets already redacted. */
  url: string;
  vendor: string;
  /** Wall clock, ms since the epoch. */
  nowMs: number;
  /** Wait after a 429 that does not say how long, ms; default a minute. */
  silentRateLimitMs?: number | undefined;
}

/** The ladder error an HTTP status means, or null when the caller must interpret the answer. */
export function errorOfStatus(answer: AnswerToJudge): TryAgainLater | Transient | null {
  const { status, vendor, url } = answer;
  const facts: ErrorFacts = { status, vendor, url };
  const afterMs = retryAfterMs(answer.headers["retry-after"], answer.nowMs);
  if (status === 429) {
    const waitMs = afterMs ?? waitUntold(answer);
    return new TryAgainLater(`${vendor} asked to slow down (429); trying again in ${seconds(waitMs)}.`, {
      afterMs: waitMs,
      facts,
    });
  }
  if (status === 503 && afterMs !== null) {
    return new TryAgainLater(
      `${vendor} is unavailable (503) and asked to come back in ${seconds(afterMs)}.`,
      { afterMs, facts },
    );
  }
  if ((status >= 500 && status <= 599) || status === 408 || status === 425) {
    return new Transient(`${vendor} answered ${status} for ${url}.`, { facts });
  }
  return null;
}

/** How long to wait without a Retry-After, which goes first where both are sent (draft-ietf-httpapi-ratelimit-headers). */
function waitUntold({ headers, nowMs, silentRateLimitMs: silentMs }: AnswerToJudge): number {
  const resets = readVendorLimits(headers, nowMs).flatMap(({ remaining, resetMs }) =>
    remaining === 0 && resetMs !== null && resetMs > 0 ? [resetMs] : [],
  );
  return resets.length > 0 ? Math.max(...resets) : (silentMs ?? silentRateLimitMs);
}

/** undici and socket codes in words; the code itself travels as a fact. */
const networkFaults: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: "did not accept the connection in time",
  UND_ERR_HEADERS_TIMEOUT: "did not begin to answer in time",
  UND_ERR_BODY_TIMEOUT: "stopped sending in the middle of the answer",
  UND_ERR_SOCKET: "closed the connection before the answer was complete",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "sent fewer bytes than it announced",
  ECONNREFUSED: "refused the connection",
  ECONNRESET: "reset the connection",
  EPIPE: "reset the connection",
  ETIMEDOUT: "did not answer in time",
  EHOSTUNREACH: "can't be reached",
  ENETUNREACH: "can't be reached",
  ENOTFOUND: "has no address (DNS)",
  EAI_AGAIN: "has no address right now (DNS)",
  Z_BUF_ERROR: "sent a compressed answer that ends too early",
  Z_DATA_ERROR: "sent a compressed answer that can't be read",
};

/** A certificate that can't be trusted does not mend itself. */
const certificateFault = /^CERT_|SELF_SIGNED|^UNABLE_TO_|^ERR_TLS_CERT/;
/** A request that could not even be made: ours to mend. */
const ourFault = /^UND_ERR_INVALID_ARG$|^ERR_INVALID_|^ERR_HTTP_/;

/**
 * What a failed call means. Our own ladder errors stay; a fault with a code comes from the network and is `Transient`,
 * except for certificates (`NeedsAttention`); anything else is a bug of ours.
 */
export function errorOfFault(error: unknown, call: { vendor: string; url: string }): LadderError {
  if (error instanceof LadderError) return error;
  const code = codeOrNameOf(error);
  const options = { cause: error, facts: { code, vendor: call.vendor, url: call.url } };
  if (certificateFault.test(code)) {
    return new NeedsAttention(
      `${call.vendor} shows a certificate that can't be trusted (${code}): ${call.url}. Check the address, or wait until its owner renews it.`,
      options,
    );
  }
  if (!isForeign(error) || ourFault.test(code))
    return new Broken(
      `The request to ${call.vendor} could not be made (${messageOf(error)}): ${call.url}`,
      options,
    );
  const what = networkFaults[code] ?? `could not be reached (${messageOf(error)})`;
  return new Transient(`${call.vendor} ${what}: ${call.url}`, options);
}

/** The machine-readable code of a fault, its name when it has none. */
export function codeOrNameOf(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.name : "unknown");
}

/** undici gives its parser's errors a code only sometimes. */
function isForeign(error: unknown): boolean {
  return codeOf(error) !== null || (error instanceof Error && error.name === "HTTPParserError");
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1_000)} s`;
}
