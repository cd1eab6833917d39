import { Transient } from "@millrace/platform/errors";
import type { Login, LoginStore } from "../login-store.ts";
import type { AskContext } from "../provider.ts";
import { ProviderClosed } from "../provider-closed.ts";
import { providerId } from "./definition.ts";
import { signIn, type Credentials } from "./sign-in.ts";
import { closedBy, LoggedOut } from "./walls.ts";

export interface PortalAccessOptions {
  loginUrl: string;
  /** Budget account its requests are paid from. */
  account: string;
  logins: LoginStore;
  credentials: () => Promise<Credentials | null>;
}

/** The portal's one account: everything is asked under the login that all workers share. */
export class PortalAccess {
  readonly loginUrl: string;
  readonly account: string;
  readonly #logins: LoginStore;
  readonly #credentials: PortalAccessOptions["credentials"];
  /** The newest login that got an answer: while it is this one, a second refusal is the portal's mood. */
  #provenGeneration = 0;

  constructor({ loginUrl, account, logins, credentials }: PortalAccessOptions) {
    this.loginUrl = loginUrl;
    this.account = account;
    this.#logins = logins;
    this.#credentials = credentials;
  }

  /**
   * Asks under the shared login, and once more under a newer one when that was logged out. Throws
   * `ProviderClosed("logged_out")` when a login that never worked is logged out too.
   */
  async asMember<T>(context: AskContext, ask: (login: Login) => Promise<T>): Promise<T> {
    const known = await this.#logins.current(providerId);
    const login = known ?? (await this.#renew(context, 0));
    try {
      return await this.#proved(login, ask);
    } catch (error) {
      if (!(error instanceof LoggedOut)) throw error;
    }
    const newer = await this.#renew(context, login.generation);
    try {
      return await this.#proved(newer, ask);
    } catch (error) {
      if (!(error instanceof LoggedOut)) throw error;
      if (this.#provenGeneration >= newer.generation)
        throw new Transient(`${providerId} logged us out although the log-in works elsewhere.`, {
          cause: error,
        });
      throw closedBy("logged_out");
    }
  }

  async #proved<T>(login: Login, ask: (login: Login) => Promise<T>): Promise<T> {
    const answer = await ask(login);
    this.#provenGeneration = Math.max(this.#provenGeneration, login.generation);
    return answer;
  }

  async #renew(context: AskContext, generation: number): Promise<Login> {
    return await this.#logins.renew(providerId, generation, async () => {
      const credentials = await this.#credentials();
      if (credentials === null) throw noCredentials();
      context.log.info({ provider: providerId }, "signing in");
      return await signIn(context, { loginUrl: this.loginUrl, account: this.account, credentials });
    });
  }
}

export function noCredentials(): ProviderClosed {
  return new ProviderClosed(
    providerId,
    "no_credentials",
    "MyToolsPlan has no e-mail and password: enter both in Settings, then resume the provider.",
  );
}
