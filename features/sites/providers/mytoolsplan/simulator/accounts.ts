import type { Clock } from "@millrace/platform/clock";
import type { PortalSettings } from "./settings.ts";

/** Who may log in. Part of the demo: nothing real. */
export const demoEmail = "analyst@millrace.example";
export const demoPassword = "demo-portal-password";

export const sessionCookie = "mtp_session";

/** The portal's one account: its log-ins and how fast it asks. */
export interface Account {
  /** The cookie's value. */
  logIn(): string;
  /** Which log-in this cookie is of, while it is valid; counts one request of it. */
  use(cookie: string | null): number | null;
  /** Ends every log-in there is. */
  revoke(): void;
  logIns(): number;
  /** false: too many requests within the minute, and this one is refused. */
  mayAsk(): boolean;
  clear(): void;
}

const MINUTE_MS = 60_000;

export function createAccount(clock: Clock, settings: () => PortalSettings, seed: string): Account {
  const open = new Map<string, { generation: number; sinceMs: number; requests: number }>();
  let logIns = 0;
  let asked: number[] = [];
  return {
    logIn: () => {
      logIns += 1;
      const cookie = `${Buffer.from(`${seed}:${clock.now()}`).toString("base64url")}.${logIns}`;
      open.set(cookie, { generation: logIns, sinceMs: clock.now(), requests: 0 });
      return cookie;
    },
    use: (cookie) => {
      const session = cookie === null ? undefined : open.get(cookie);
      if (session === undefined) return null;
      const { sessionRequests, sessionMs } = settings();
      const isSpent = sessionRequests !== null && session.requests >= sessionRequests;
      if (isSpent || (sessionMs !== null && clock.now() - session.sinceMs >= sessionMs)) return null;
      session.requests += 1;
      return session.generation;
    },
    revoke: () => open.clear(),
    logIns: () => logIns,
    mayAsk: () => {
      const { requestsPerMinute } = settings();
      if (requestsPerMinute === null) return true;
      asked = asked.filter((at) => at > clock.now() - MINUTE_MS);
      if (asked.length >= requestsPerMinute) return false;
      asked.push(clock.now());
      return true;
    },
    clear: () => {
      open.clear();
      asked = [];
      logIns = 0;
    },
  };
}
