import type { BrowserAnswer, BrowserPool, BrowserRequest } from "@millrace/platform/browser";
import { LatencyLog, redactUrl } from "@millrace/platform/http";
import type { Login } from "../login-store.ts";
import type { AskContext, CallAnswer, Mirror, ProviderCall } from "../provider.ts";
import { answerPageRequest, siteOfAnswer } from "./answer-page-request.ts";
import type { PortalCallOptions } from "./api-calls.ts";
import { callIds, mirrorsAt, pageStrategies, providerId } from "./definition.ts";
import { isStale } from "./figures-age.ts";
import { fromMirrors, type Doubt, type Doubtful } from "./from-mirrors.ts";
import { ownMetrics, pageReadings } from "./page-readings.ts";
import { doubtOf, readTrafficPage, type TrafficPage } from "./read-traffic-page.ts";
import { renderPage } from "./render-page.ts";

const extractorVersion = 1;

/** The Traffic Analytics page, in a browser. */
export function trafficPageCall(options: PortalCallOptions): ProviderCall {
  const latencies = new LatencyLog();
  return {
    id: callIds.page,
    kind: "dom",
    gives: Object.keys(pageStrategies),
    ask: async (context, { domain }) => {
      const { browser } = context;
      if (browser === null) return withoutBrowser(context);
      const { answer } = await options.access.asMember(context, (login) =>
        fromMirrors(mirrorsAt(options.addresses), (mirror) =>
          openPage(context, { ...options, browser, latencies, domain, mirror, login }),
        ),
      );
      return answer;
    },
  };
}

interface PageVisit extends PortalCallOptions {
  browser: BrowserPool;
  latencies: LatencyLog;
  domain: string;
  mirror: Mirror;
  login: Login;
}

async function openPage(context: AskContext, visit: PageVisit): Promise<Doubtful & { answer: CallAnswer }> {
  const { browser, mirror, domain, latencies } = visit;
  const url = `${mirror.baseUrl}/analytics/traffic/traffic-overview/?q=${encodeURIComponent(domain)}`;
  // Asked for before a page is opened: a page that waits for its document would hold a process of Chromium all that time.
  const document = await answerPageRequest(context, visit, {
    url,
    method: "GET",
    headers: { accept: "text/html" },
    body: null,
    kind: "document",
    isNavigation: true,
  });
  let inFlight = 0;
  let otherSite: string | null = null;
  const answer = async (request: BrowserRequest): Promise<BrowserAnswer | null> => {
    if (request.isNavigation && request.url === url) return document;
    inFlight += 1;
    try {
      const given = await answerPageRequest(context, visit, request);
      if (given !== null && !request.isNavigation) otherSite ??= siteOfAnswer(given, domain);
      return given;
    } finally {
      inFlight -= 1;
    }
  };
  return await browser.withPage(
    // The log-in travels with each request, not in a context: pages of one that all workers share keep Chromium small.
    { context: providerId, answer, signal: context.signal },
    async (page) => {
      const { html, read } = await renderPage(page, {
        url,
        inFlight: () => inFlight,
        read: (text) => readTrafficPage(text, domain),
        isReady: isWhole,
        latencies,
        call: callIds.page,
      });
      const seen = otherSite === null ? read : { ...read, otherSite };
      const doubt = doubtOf(seen, (asOf) => isStale(asOf, context.now()));
      const pageHash = await context.objects.put(new TextEncoder().encode(html));
      const screenshotHash = needsPicture(seen, doubt)
        ? await context.objects.put(
            new Uint8Array(await page.screenshot({ fullPage: true, timeout: 15_000 })),
          )
        : null;
      return {
        doubt,
        answer: {
          call: callIds.page,
          kind: "dom",
          url: redactUrl(new URL(url)),
          mirror: mirror.name,
          pageHash,
          asOf: seen.asOf,
          observedAt: new Date(context.now()).toISOString(),
          extractorVersion,
          readings: pageReadings({ page: seen, doubt, screenshotHash, domain }),
        },
      };
    },
  );
}

/** Whoever reads a page whose figures are all there need not wait for the rest. */
function isWhole(page: TrafficPage): boolean {
  return !page.isShell && page.findings.get("conversion_rate") !== null;
}

function needsPicture(page: TrafficPage, doubt: Doubt | null): boolean {
  if (doubt === "wrong_site" || doubt === "empty_shell") return true;
  return ownMetrics.some((metric) => page.findings.get(metric)?.strategy.name !== "attribute");
}

function withoutBrowser(context: AskContext): CallAnswer {
  return {
    call: callIds.page,
    kind: "dom",
    url: null,
    mirror: null,
    pageHash: null,
    asOf: null,
    observedAt: new Date(context.now()).toISOString(),
    extractorVersion,
    readings: ownMetrics.map((metric) => ({
      metric,
      raw: null,
      reason: "no_browser",
      detail:
        "This figure is on a page only, and this machine has no Chromium: millrace doctor says how to install it.",
      place: callIds.page,
      strategy: null,
      trust: 0,
      screenshotHash: null,
    })),
  };
}
