import { Transient } from "@millrace/platform/errors";
import type { PoliteResponse } from "@millrace/platform/http";
import type { AskContext } from "../provider.ts";
import type { LoginCookie } from "../login-store.ts";
import { ProviderClosed } from "../provider-closed.ts";
import { cookieHeader, cookiesOf, mergeCookies } from "./cookies.ts";
import { decodeText } from "./decode-text.ts";
import { vendor, providerId } from "./definition.ts";
import { detectWall } from "./detect-wall.ts";
import { closedBy } from "./walls.ts";

export interface Credentials {
  email: string;
  password: string;
}

export interface SignInOptions {
  loginUrl: string;
  account: string;
  credentials: Credentials;
}

type SignInContext = Pick<AskContext, "http" | "now">;

/**
 * Signs in as a person does: the form, then its hidden token with the e-mail and the password. Sends the password once; when
 * its answer got lost, it only looks whether the portal knows us now. Throws `ProviderClosed` for what a person has to mend,
 * `Transient` when the portal was not heard.
 */
export async function signIn(
  context: SignInContext,
  { loginUrl, account, credentials }: SignInOptions,
): Promise<LoginCookie[]> {
  const { http } = context;
  const now = (): number => context.now();
  // Not the asking worker's signal: the login is for all who wait for it.
  const common = { vendor, account, followRedirects: false, call: "login" };
  const form = await http.fetch({ ...common, url: `${loginUrl}/login` });
  stopAtClosedDoor(form, loginUrl);
  const token = /name="_token"\s+value="([^"]*)"/u.exec(decodeText(form.body))?.[1];
  if (token === undefined)
    throw new Transient(`The log-in page of ${providerId} has no form (status ${form.status}).`);
  const before = cookiesOf(form.headers["set-cookie"], loginUrl, now());
  const answer = await http
    .fetch({
      ...common,
      url: `${loginUrl}/login`,
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        cookie: cookieHeader(before, now()),
        referer: `${loginUrl}/login`,
      },
      body: new URLSearchParams({ _token: token, ...credentials }).toString(),
    })
    .catch(async (error: unknown) => {
      if (!(error instanceof Transient)) throw error;
      const member = await http.fetch({
        ...common,
        url: `${loginUrl}/member`,
        headers: { cookie: cookieHeader(before, now()) },
      });
      if (member.status === 200) return member;
      throw error;
    });
  const after = mergeCookies(before, cookiesOf(answer.headers["set-cookie"], loginUrl, now()));
  if (isWelcome(answer, loginUrl)) return after;
  stopAtClosedDoor(answer, loginUrl);
  // The form again, with its fault: that is how this portal refuses a password.
  if (answer.status === 419) throw new Transient(`${providerId} took the log-in form for an old one (419).`);
  if (answer.status === 200 || answer.status === 401 || answer.status === 422)
    throw new ProviderClosed(
      providerId,
      "wrong_credentials",
      "MyToolsPlan refused the e-mail or the password: check both in Settings, then resume the provider.",
    );
  throw new Transient(`${providerId} answered the log-in with ${answer.status}.`);
}

/** Sent on, to anywhere but the form; or, after a look, let in. */
function isWelcome(answer: PoliteResponse, loginUrl: string): boolean {
  if (answer.url.endsWith("/member") && answer.status === 200) return true;
  const location = answer.headers["location"];
  if (answer.status < 300 || answer.status > 399 || location === undefined) return false;
  return URL.parse(location, `${loginUrl}/login`)?.pathname !== "/login";
}

/** Being logged out is no wall here: everybody at this page is. */
function stopAtClosedDoor(answer: PoliteResponse, loginUrl: string): void {
  const wall = detectWall(answer, loginUrl);
  if (wall === "captcha" || wall === "banned") throw closedBy(wall);
}
