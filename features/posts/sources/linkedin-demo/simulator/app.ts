import { Hono, type Context, type MiddlewareHandler } from "hono";
import type { Clock } from "@millrace/platform/clock";
import type { Corpus } from "./corpus.ts";
import { faultGate, type SimulatorEnv } from "./fault-gate.ts";
import { faultSettings, type SiteFaults } from "./faults.ts";
import { groundTruthOf } from "./ground-truth.ts";
import { escapeHtml, type RequestLog } from "@millrace/platform/simulation";
import { simulatedBanner, simulatedNotice } from "./html.ts";
import { listingHtml, listPage } from "./listing.ts";
import { pageLayouts, type PageLayout, type SimulatedPost } from "./post.ts";
import { postPage } from "./post-page.ts";
import type { ServedRequest } from "./served-request.ts";
import { wallPage } from "./walls.ts";

export interface SimulatorParts {
  clock: Clock;
  /** The current one: a reset makes a new corpus. */
  corpus: () => Corpus;
  faults: SiteFaults;
  log: RequestLog<ServedRequest>;
  /** Address it is served at, known once it listens. */
  origin: () => string;
  /** Address its pages give themselves. */
  publicOrigin: string;
  reset: () => void;
  stopped: AbortSignal;
}

/** Robots file of the simulated site: everything but its sign-in pages may be read. */
const ROBOTS = "# Simulated by Millrace\nUser-agent: *\nDisallow: /uas/\nDisallow: /checkpoint/\nAllow: /\n";
const MAX_COUNT = 100;

/** The simulated site and, under `/_simulator`, its switches and memory. */
export function simulatorApp(parts: SimulatorParts): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.use(remember(parts));
  app.get("/robots.txt", (context) => context.text(ROBOTS));
  site(app, parts);
  memory(app, parts);
  app.notFound((context) => context.html(simplePage("Page not found", "This page doesn’t exist"), 404));
  return app;
}

function remember({ log, clock }: SimulatorParts): MiddlewareHandler<SimulatorEnv> {
  return async (context, next) => {
    context.set("fault", null);
    context.set("isCut", false);
    const at = new Date(clock.now()).toISOString();
    await next();
    const url = new URL(context.req.url);
    if (url.pathname.startsWith("/_simulator/")) return;
    context.header("x-simulated-by", "Millrace");
    const status = context.get("isCut") ? null : context.res.status;
    log.add({
      at,
      method: context.req.method,
      path: url.pathname + url.search,
      status,
      fault: context.get("fault"),
    });
  };
}

function site(app: Hono<SimulatorEnv>, parts: SimulatorParts): void {
  const { origin, faults, stopped } = parts;
  app.get("/", (context) => context.html(simplePage("Posts", '<a href="/feed/">All posts</a>')));
  app.get("/feed/", faultGate("listing", faults, origin, stopped), (context) => {
    const request = {
      keywords: context.req.query("keywords") ?? "",
      start: wholeNumber(context.req.query("start"), 0),
      count: Math.min(MAX_COUNT, wholeNumber(context.req.query("count"), 10)),
    };
    const answer = listPage(parts.corpus(), faults, request, origin());
    return wantsJson(context) ? context.json(answer) : context.html(listingHtml(answer, request));
  });
  app.get("/posts/:slug", faultGate("post", faults, origin, stopped), (context) =>
    answerPost(context, parts, /activity-(\d+)/.exec(context.req.param("slug"))?.[1]),
  );
  app.get("/feed/update/:urn", faultGate("post", faults, origin, stopped), (context) =>
    answerPost(
      context,
      parts,
      /^urn:li:(?:activity|share|ugcPost):(\d+)$/.exec(context.req.param("urn"))?.[1],
    ),
  );
  app.get("/authwall", (context) => context.html(wallPage("login")));
  app.get("/in/:name", (context) =>
    context.html(simplePage(escapeHtml(context.req.param("name")), "A fictional member.")),
  );
  app.get("/company/:name", (context) =>
    context.html(simplePage(escapeHtml(context.req.param("name")), "A fictional company.")),
  );
  app.get("/media/*", (context) =>
    context.body(
      '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="100%" height="100%" fill="#d8dee9"/><text x="50%" y="50%" text-anchor="middle">Simulated by Millrace</text></svg>',
      200,
      { "content-type": "image/svg+xml" },
    ),
  );
}

function memory(app: Hono<SimulatorEnv>, parts: SimulatorParts): void {
  app.get("/_simulator/log", (context) =>
    context.json({ total: parts.log.total(), requests: parts.log.entries() }),
  );
  app.get("/_simulator/posts", (context) =>
    context.json({
      posts: parts
        .corpus()
        .list()
        .map((post) => groundTruthOf(post, parts.publicOrigin)),
    }),
  );
  app.get("/_simulator/posts/:id", (context) => {
    const post = parts.corpus().find(context.req.param("id"));
    return post === null
      ? context.json({ error: "no such post" }, 404)
      : context.json(groundTruthOf(post, parts.publicOrigin));
  });
  app.get("/_simulator/faults", (context) =>
    context.json({ settings: parts.faults.settings(), struck: parts.faults.struck() }),
  );
  app.post("/_simulator/faults", async (context) => {
    const settings = faultSettings.safeParse(await context.req.json<unknown>().catch(() => null));
    if (!settings.success) return context.json({ error: settings.error.issues }, 400);
    parts.faults.set(settings.data);
    return context.json(parts.faults.settings());
  });
  app.post("/_simulator/reset", (context) => {
    parts.reset();
    return context.body(null, 204);
  });
}

function answerPost(
  context: Context<SimulatorEnv>,
  parts: SimulatorParts,
  id: string | undefined,
): Response | Promise<Response> {
  const post = id === undefined ? null : parts.corpus().find(id);
  if (post === null) return context.notFound();
  const layout = layoutFor(context, parts, post);
  return context.html(
    postPage(post, {
      origin: parts.publicOrigin,
      nowMs: parts.clock.now(),
      layout,
      others: neighbours(parts.corpus().list(), post),
    }),
  );
}

/** `?_layout=` lets a person look at one post in every layout. */
function layoutFor(context: Context<SimulatorEnv>, parts: SimulatorParts, post: SimulatedPost): PageLayout {
  if (parts.faults.strikes("changed_layout", "post") !== null) {
    context.set("fault", "changed_layout");
    return "changed";
  }
  return pageLayouts.find((layout) => layout === context.req.query("_layout")) ?? post.layout;
}

function neighbours(posts: readonly SimulatedPost[], post: SimulatedPost): SimulatedPost[] {
  const position = posts.findIndex((candidate) => candidate.id === post.id);
  return posts.slice(position + 1, position + 7);
}

function wantsJson(context: Context<SimulatorEnv>): boolean {
  return context.req.header("accept")?.includes("application/json") ?? false;
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}

function simplePage(title: string, body: string): string {
  return `<!DOCTYPE html>\n${simulatedNotice}\n<html lang="en"><head><title>${title}</title></head><body>${simulatedBanner}<h1>${title}</h1><p>${body}</p></body></html>\n`;
}
