import { systemClock } from "@millrace/platform/clock";
import type { Session, SessionRequest, Website } from "@millrace/sites/contract";
import { startMyToolsPlanSimulator, type MyToolsPlanSimulator } from "@millrace/sites/simulators";
import { setTimeout as delay } from "node:timers/promises";
import { startProduct } from "./product.ts";

/** The product as its users start it, before a simulated portal that runs in this process. */
export interface SitesProduct extends AsyncDisposable {
  readonly portal: MyToolsPlanSimulator;
  readonly pid: number;
  /** Adds websites and resolves with their ids, in order, once no session is under way. */
  add(domains: readonly string[]): Promise<string[]>;
  /** Starts a session over these websites and resolves when it has ended; `onPoll` is called while it runs. */
  measure(request: SitesRequest, onPoll?: () => void): Promise<Session>;
  /** The websites as they are stored now, by id. */
  read(): Promise<Map<string, Website>>;
}

export type SitesRequest = Pick<SessionRequest, "workers"> & { ids: readonly string[]; metrics?: string[] };

export async function startSitesProduct(): Promise<SitesProduct> {
  await using opened = new AsyncDisposableStack();
  const portal = opened.use(await startMyToolsPlanSimulator({ clock: systemClock, seed: "bench" }));
  const { pid, call } = opened.use(await startProduct({ MILLRACE_DEMO_PORTAL_URL: portal.url }));
  const owned = opened.move();
  return {
    portal,
    pid,
    add: async (domains) => {
      const ids: string[] = [];
      for (const domain of domains) ids.push((await call<Website>("/websites", { domain })).id);
      // The demo measures its own websites first.
      while ((await call<{ items: Session[] }>("/scraping/sessions?limit=10")).items.some(isUnderWay))
        await delay(500);
      return ids;
    },
    measure: async ({ ids, ...request }, onPoll = () => undefined) => {
      const { id } = await call<Session>("/scraping/sessions", {
        ...request,
        provider: "mytoolsplan",
        selection: { website_ids: ids },
        remeasure_after_hours: 0,
      });
      for (;;) {
        const session = await call<Session>(`/scraping/sessions/${encodeURIComponent(id)}/status`);
        if (session.status === "paused" || session.status === "failed")
          throw new Error(`The session is ${session.status}: ${session.message}`);
        if (session.status === "succeeded") return session;
        onPoll();
        // Seldom enough to cost the product nothing.
        await delay(500);
      }
    },
    read: async () => {
      const websites = new Map<string, Website>();
      let cursor: string | null = "";
      while (cursor !== null) {
        const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        const page = await call<{ items: Website[]; next_cursor: string | null }>(
          `/websites?limit=100${after}`,
        );
        for (const website of page.items) websites.set(website.id, website);
        cursor = page.next_cursor;
      }
      return websites;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function isUnderWay({ status }: Session): boolean {
  return status === "queued" || status === "running";
}
