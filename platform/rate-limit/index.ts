export { RateLimiter, type RateDecision } from "./rate-limiter.ts";
export { pruneRateLimits } from "./lease-units.ts";
export { rateLimitHeaders } from "./rate-limit-headers.ts";

/** How often one asker may ask: `limit` requests at once, coming back evenly over the window. */
export interface RateLimitPolicy {
  /** Stable, short: it is in the headers and in the keys of the database. */
  name: string;
  /** Requests per window, and the largest burst. */
  limit: number;
  windowSecs: number;
}
