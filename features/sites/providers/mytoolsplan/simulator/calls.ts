import { z } from "zod";

/** The app host where one logs in, and the two hosts that serve the tool. */
export const portalHosts = ["login", "sam", "sam2"] as const;
export type PortalHost = (typeof portalHosts)[number];
/** A host that serves the tool. */
export type ToolHost = Exclude<PortalHost, "login">;

/** What may be asked: the log-in form, the three API calls, the page, and the figures its own script asks for. */
export const portalCalls = ["login", "summary", "trend", "engagement", "page", "figures"] as const;
export type PortalCall = (typeof portalCalls)[number];

/** One request as the portal served it. */
export interface PortalRequest {
  /** When it arrived: ISO 8601, from the simulator's clock. */
  at: string;
  host: PortalHost;
  call: PortalCall;
  domain: string | null;
  method: string;
  /** Path with query. */
  path: string;
  /** null when the connection was cut, or the caller had gone. */
  status: number | null;
  /** Fault that was applied, if any. */
  fault: string | null;
  /** true: it was given the figures of the website it asked for. */
  isAnswered: boolean;
  /** Milliseconds it was held. */
  latencyMs: number;
  /** Which log-in its cookie came from, 1 for the first; null without a valid one. */
  generation: number | null;
}

export const portalHost = z.enum(portalHosts);
export const portalCall = z.enum(portalCalls);
