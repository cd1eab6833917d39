import { escapeHtml } from "@millrace/platform/simulation";
import type { Portal } from "./portal.ts";

const NOTICE = "<!-- Simulated by Millrace: nothing here is real -->";

/** A page of the portal outside its tool. */
export function portalPage(title: string, body: string, language = "en"): string {
  return `<!DOCTYPE html>
${NOTICE}
<html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body>
<p class="millrace-simulated" role="note">Simulated by Millrace</p>
${body}
</body></html>
`;
}

/** The log-in form; `csrf` has to come back with it. */
export function loginPage(action: string, csrf: string, message: string | null = null): string {
  const alert =
    message === null ? "" : `<div class="alert alert-danger" role="alert">${escapeHtml(message)}</div>`;
  return portalPage(
    "Log in | MyToolsPlan",
    `<main><h1>Log in</h1>${alert}
<form id="login-form" method="post" action="${escapeHtml(action)}">
  <input type="hidden" name="_token" value="${escapeHtml(csrf)}">
  <label>E-mail <input type="email" name="email" autocomplete="username" required></label>
  <label>Password <input type="password" name="password" autocomplete="current-password" required></label>
  <button type="submit">Log in</button>
</form><p><a href="/password/reset">Forgot your password?</a></p></main>`,
  );
}

/** What a request without a valid cookie gets, in the shape in force. */
export function loggedOutAnswer(portal: Portal, asked: string): Response {
  const login = `${portal.urlOf("login")}/login`;
  switch (portal.settings().loggedOutShape) {
    case "redirect":
      return new Response(null, {
        status: 302,
        headers: { location: `${login}?next=${encodeURIComponent(new URL(asked).pathname)}` },
      });
    case "html":
      return htmlAnswer(loginPage(login, "none"), 200);
    case "json":
      return Response.json({ error: "Unauthenticated.", login }, { status: 401 });
    case "json_200":
      return Response.json({ error: "Session expired, please log in again.", login });
  }
}

/** `retryAfterSecs` null: it does not say when. */
export function tooManyAnswer(retryAfterSecs: number | null): Response {
  const headers: Record<string, string> =
    retryAfterSecs === null ? {} : { "retry-after": String(retryAfterSecs) };
  return htmlAnswer(
    portalPage("Too many requests", "<h1>Too many requests</h1><p>Slow down.</p>"),
    429,
    headers,
  );
}

export function maintenanceAnswer(status: number): Response {
  return htmlAnswer(
    portalPage("Be right back", "<h1>We’ll be right back</h1><p>The tool is being updated.</p>"),
    status,
  );
}

export function bannedAnswer(): Response {
  return htmlAnswer(
    portalPage(
      "Account suspended",
      '<main id="account-suspended"><h1>Your account has been suspended</h1><p>Unusual activity was detected. Please contact support.</p></main>',
    ),
    403,
  );
}

export function captchaAnswer(): Response {
  return htmlAnswer(
    portalPage(
      "Just a moment...",
      '<main><h1>Verify you are human</h1><form id="challenge-form" action="/cdn-cgi/challenge" method="post"><div class="g-recaptcha" data-sitekey="simulated"></div></form></main>',
    ),
    403,
  );
}

export function htmlAnswer(html: string, status: number, headers: Record<string, string> = {}): Response {
  return new Response(html, { status, headers: { "content-type": "text/html; charset=utf-8", ...headers } });
}
