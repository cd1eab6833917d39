import { Rejected, Transient } from "@millrace/platform/errors";
import { redactUrl, type PoliteResponse } from "@millrace/platform/http";
import { z } from "zod";
import type { AskContext, CallAnswer, Mirror, ProviderCall, RawReading } from "../provider.ts";
import type { Login } from "../login-store.ts";
import { cookieHeader } from "./cookies.ts";
import { decodeText } from "./decode-text.ts";
import { callIds, mirrorsAt, portalMetrics, vendor, type PortalAddresses } from "./definition.ts";
import { isJson } from "./detect-wall.ts";
import { asDay, isStale } from "./figures-age.ts";
import { fromMirrors, type Doubtful } from "./from-mirrors.ts";
import type { PortalAccess } from "./portal-access.ts";
import { isSameSite } from "./same-site.ts";
import { stopAtWall } from "./walls.ts";

const readerVersion = 1;

/** The part of an answer the figures are in. */
interface FoundRecord {
  /** null: the portal has nothing on this website. */
  record: Readonly<Record<string, unknown>> | null;
  /** Path of the record in the answer. */
  place: string;
  /** The website it says it is of; null when it does not say. */
  site: string | null;
  asOf: string | null;
}

interface ApiCall {
  id: string;
  request(domain: string): { path: string; body: string | null };
  /** Shape of the answer; loose, and what does not fit it is no answer. */
  find(body: unknown): FoundRecord | null;
}

const row = z.looseObject({ domain: z.string().optional(), database: z.string().optional() });
const rpcRows = z.looseObject({ result: z.array(row) });
const engagement = z.looseObject({ target: z.string().optional(), dataDate: z.unknown() });
const rpcFault = z.looseObject({ error: z.looseObject({ message: z.string() }) });

const rpc = (method: string, domain: string): { path: string; body: string } => ({
  path: "/dpa/rpc",
  body: JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method,
    params: { args: { searchItem: domain, searchType: "domain", database: "us", dateType: "daily" } },
  }),
});

const calls: readonly ApiCall[] = [
  {
    id: callIds.summary,
    request: (domain) => rpc("organic.Summary", domain),
    find: (body) => {
      const parsed = rpcRows.safeParse(body);
      if (!parsed.success) return null;
      const index = parsed.data.result.findIndex(({ database }) => database === "us");
      const found = parsed.data.result[index] ?? null;
      const site = (found ?? parsed.data.result[0])?.domain ?? null;
      return { record: found, place: `result[${index}]`, site, asOf: asDay(found?.["date"]) };
    },
  },
  {
    id: callIds.trend,
    request: (domain) => rpc("organic.OverviewTrend", domain),
    find: (body) => {
      const parsed = rpcRows.safeParse(body);
      if (!parsed.success) return null;
      const index = parsed.data.result.length - 1;
      const found = parsed.data.result[index] ?? null;
      return {
        record: found,
        place: `result[${index}]`,
        site: found?.domain ?? null,
        asOf: asDay(found?.["date"]),
      };
    },
  },
  {
    id: callIds.engagement,
    request: (domain) => ({
      path: `/analytics/ta/targ/v2/engagement?target=${encodeURIComponent(domain)}`,
      body: null,
    }),
    find: (body) => {
      const parsed = engagement.safeParse(body);
      if (!parsed.success) return null;
      return {
        record: parsed.data,
        place: "",
        site: parsed.data.target ?? null,
        asOf: asDay(parsed.data.dataDate),
      };
    },
  },
];

export interface PortalCallOptions {
  access: PortalAccess;
  addresses: PortalAddresses;
}

/** The three calls of the portal's own pages. */
export function apiCalls(options: PortalCallOptions): ProviderCall[] {
  return calls.map((call) => ({
    id: call.id,
    kind: "api",
    gives: portalMetrics
      .filter(({ from }) => from.kind === "api" && from.call === call.id)
      .map(({ id }) => id),
    ask: async (context, { domain }) => {
      const { answer } = await options.access.asMember(context, (login) =>
        fromMirrors(mirrorsAt(options.addresses), (mirror) =>
          askMirror(call, context, { domain, mirror, login, access: options.access }),
        ),
      );
      return answer;
    },
  }));
}

interface AskedMirror {
  domain: string;
  mirror: Mirror;
  login: Login;
  access: PortalAccess;
}

async function askMirror(
  call: ApiCall,
  context: AskContext,
  { domain, mirror, login, access }: AskedMirror,
): Promise<Doubtful & { answer: CallAnswer }> {
  const { path, body } = call.request(domain);
  const response = await context.http.fetch({
    vendor,
    account: access.account,
    call: call.id,
    url: `${mirror.baseUrl}${path}`,
    method: body === null ? "GET" : "POST",
    headers: {
      accept: "application/json",
      cookie: cookieHeader(login.cookies, context.now()),
      ...(body === null ? {} : { "content-type": "application/json" }),
    },
    ...(body === null ? {} : { body }),
    signal: context.signal,
    keepPage: true,
    runId: context.sessionId,
  });
  const found = readAnswer(call, response, access.loginUrl);
  const isOther = found.site !== null && !isSameSite(found.site, domain);
  const answer: CallAnswer = {
    call: call.id,
    kind: "api",
    url: redactUrl(new URL(response.url)),
    mirror: mirror.name,
    pageHash: response.snapshotHash,
    asOf: found.asOf,
    observedAt: new Date(context.now()).toISOString(),
    extractorVersion: readerVersion,
    readings: readingsOf(call, found, isOther ? domain : null),
  };
  return { answer, doubt: isOther ? "wrong_site" : isStale(found.asOf, context.now()) ? "stale" : null };
}

function readAnswer(call: ApiCall, response: PoliteResponse, loginUrl: string): FoundRecord {
  stopAtWall(response, loginUrl);
  const host = new URL(response.url).host;
  if (!isJson(response.headers))
    throw new Transient(`${host} answered ${call.id} with a page instead of figures (${response.status}).`);
  const body = parsedJson(response.body);
  const found = response.status === 200 ? call.find(body) : null;
  if (found !== null) return found;
  const fault = rpcFault.safeParse(body);
  if (fault.success)
    throw new Rejected(`The portal refused ${call.id}: ${fault.data.error.message.slice(0, 200)}`);
  throw new Transient(`${host} answered ${call.id} in a shape that is not known (${response.status}).`);
}

function parsedJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(decodeText(body));
  } catch {
    // Cut or no JSON at all: told as a shape that is not known.
    return null;
  }
}

function readingsOf(call: ApiCall, { record, place, site }: FoundRecord, asked: string | null): RawReading[] {
  return portalMetrics.flatMap(({ id, from }) => {
    if (from.kind !== "api" || from.call !== call.id) return [];
    const said = valueAt(record, from.path);
    const base = {
      metric: id,
      place: [place, ...from.path].filter((part) => part !== "").join("."),
      strategy: null,
      trust: 1,
      screenshotHash: null,
      detail: null,
    };
    if (asked !== null)
      return {
        ...base,
        raw: null,
        reason: "wrong_site" as const,
        detail: `Asked for ${asked}, the portal answered about ${site}.`,
      };
    if (record === null || said === null) return { ...base, raw: null, reason: "no_data" as const };
    if (typeof said !== "string" && typeof said !== "number")
      return { ...base, raw: null, reason: "not_in_answer" as const };
    return { ...base, raw: said, reason: null };
  });
}

function valueAt(record: unknown, path: readonly string[]): unknown {
  let at = record;
  for (const name of path)
    at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[name] : undefined;
  return at;
}
