import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { adminRoutes, type PortalControls } from "./admin.ts";
import { demoEmail, demoPassword, sessionCookie } from "./accounts.ts";
import { answerCall, type AskedCall, type PortalEnv } from "./answer-call.ts";
import type { Portal } from "./portal.ts";
import { htmlAnswer, loginPage, portalPage } from "./refusals.ts";

const csrfCookie = "XSRF-TOKEN";

/** The app host: the log-in form, the members' page that links to the tool, and the simulator's own switches. */
export function loginHost(portal: Portal, controls: PortalControls): Hono<PortalEnv> {
  const app = new Hono<PortalEnv>();
  const asked = (): AskedCall => ({
    host: "login",
    call: "login",
    domain: null,
    latencyMs: portal.settings().loginMs,
    needsLogin: false,
  });
  app.get("/", (context) => context.redirect("/login"));
  app.get("/login", (context) => {
    const csrf = crypto.randomUUID();
    setCookie(context, csrfCookie, csrf, { path: "/", sameSite: "Lax" });
    return context.html(loginPage("/login", csrf));
  });
  app.post("/login", async (context) => {
    const form = await context.req.parseBody();
    const known = getCookie(context, csrfCookie);
    return answerCall(context, portal, asked(), () => {
      if (known === undefined || form["_token"] !== known)
        return htmlAnswer(portalPage("Page expired", "<h1>419 Page expired</h1>"), 419);
      if (form["email"] !== demoEmail || form["password"] !== demoPassword)
        return htmlAnswer(loginPage("/login", known, "These credentials do not match our records."), 200);
      setCookie(context, sessionCookie, portal.account.logIn(), {
        path: "/",
        httpOnly: true,
        maxAge: 7 * 86_400,
      });
      return context.redirect("/member", 302);
    });
  });
  app.get("/member", (context) => {
    if (portal.account.use(getCookie(context, sessionCookie) ?? null) === null)
      return context.redirect("/login");
    return context.html(
      portalPage(
        "My tools | MyToolsPlan",
        `<h1>My tools</h1><ul><li><a class="tool" href="${portal.urlOf("sam")}/analytics/overview/">SEM tool</a></li><li><a class="tool" href="${portal.urlOf("sam2")}/analytics/overview/">SEM tool (2)</a></li></ul><p><a href="/logout">Log out</a></p>`,
      ),
    );
  });
  app.route("/_simulator", adminRoutes(portal, controls));
  app.notFound((context) => context.html(portalPage("Not found", "<h1>404</h1>"), 404));
  return app;
}
