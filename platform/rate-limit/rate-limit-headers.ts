import type { RateDecision } from "./rate-limiter.ts";
import type { RateLimitPolicy } from "./index.ts";

/**
 * `RateLimit-Policy` (quota, window) and `RateLimit` (remaining, seconds until it is reset) as structured fields:
 * draft-ietf-httpapi-ratelimit-headers-10, §3 and §4. The three fields of older drafts are not sent beside them. With a refusal the reset
 * is the instant of Retry-After (§5).
 */
export function rateLimitHeaders(policy: RateLimitPolicy, decision: RateDecision): [string, string][] {
  const secs = Math.ceil((decision.isAllowed ? decision.fullInMs : decision.retryInMs) / 1_000);
  return [
    ["RateLimit-Policy", `"${policy.name}";q=${policy.limit};w=${policy.windowSecs}`],
    ["RateLimit", `"${policy.name}";r=${decision.remaining};t=${secs}`],
  ];
}
