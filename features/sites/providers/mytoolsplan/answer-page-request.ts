import { Transient } from "@millrace/platform/errors";
import type { BrowserAnswer, BrowserRequest } from "@millrace/platform/browser";
import { z } from "zod";
import type { AskContext, Mirror } from "../provider.ts";
import type { Login } from "../login-store.ts";
import { cookieHeader } from "./cookies.ts";
import { decodeText } from "./decode-text.ts";
import { callIds, vendor } from "./definition.ts";
import { isJson } from "./detect-wall.ts";
import type { PortalAccess } from "./portal-access.ts";
import { isSameSite } from "./same-site.ts";
import { stopAtWall } from "./walls.ts";

/** What the page needs to fill itself; pictures, fonts and styles say nothing. */
const answeredKinds = new Set(["document", "script", "xhr", "fetch"]);
const answeredMethods = new Set(["GET", "POST"]);
/** Headers of the page's own; the rest is the polite client's. */
const carried = new Set(["accept", "accept-language", "content-type", "referer", "x-requested-with"]);

export interface PageOrigin {
  mirror: Mirror;
  login: Login;
  access: PortalAccess;
}

/** Answers one request of the page through the polite client; null refuses what is not the portal's or not needed. */
export async function answerPageRequest(
  context: AskContext,
  { mirror, login, access }: PageOrigin,
  request: BrowserRequest,
): Promise<BrowserAnswer | null> {
  if (!isWanted(request, mirror)) return null;
  const response = await context.http.fetch({
    vendor,
    account: access.account,
    call: request.isNavigation ? callIds.page : `${callIds.page} ${request.kind}`,
    url: request.url,
    method: request.method === "POST" ? "POST" : "GET",
    headers: { ...carriedHeaders(request.headers), cookie: cookieHeader(login.cookies, context.now()) },
    ...(request.body === null ? {} : { body: request.body }),
    signal: context.signal,
    keepPage: request.kind !== "script",
    runId: context.sessionId,
  });
  stopAtWall(response, access.loginUrl);
  if (request.isNavigation && !isPortalPage(response))
    throw new Transient(
      `${new URL(mirror.baseUrl).host} answered ${callIds.page} with another page (${response.status}).`,
    );
  return response;
}

function isWanted({ url, method, kind }: BrowserRequest, mirror: Mirror): boolean {
  const isOwn = URL.parse(url)?.origin === new URL(mirror.baseUrl).origin;
  return isOwn && answeredMethods.has(method) && answeredKinds.has(kind);
}

function carriedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => carried.has(name)));
}

/** A page of the tool has a main part; the notes a host shows while it is being mended have none. */
function isPortalPage({ status, body }: BrowserAnswer): boolean {
  return status === 200 && /<main[\s>]/iu.test(decodeText(body));
}

const targeted = z.looseObject({ target: z.string() });

/** The website an answer of the page's own calls says it is of, when that is another one. */
export function siteOfAnswer({ headers, body }: BrowserAnswer, domain: string): string | null {
  if (!isJson(headers)) return null;
  try {
    const parsed = targeted.safeParse(JSON.parse(decodeText(body)));
    return parsed.success && !isSameSite(parsed.data.target, domain) ? parsed.data.target : null;
  } catch {
    // No JSON after all: the page shows what came of it.
    return null;
  }
}
