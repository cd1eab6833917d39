/** A cookie as a login left it. */
export interface LoginCookie {
  name: string;
  value: string;
  /** Host it was set by. */
  host: string;
  path: string;
  expiresAt: string | null;
}

/** The login that all workers of a provider share, in every process. */
export interface Login {
  /** Grows with each signing in. */
  generation: number;
  cookies: readonly LoginCookie[];
  signedInAt: string;
}

export interface LoginStore {
  /** null: nobody has signed in yet. */
  current(provider: string): Promise<Login | null>;
  /**
   * A login newer than `generation` (0: any). Whoever comes first signs in, under a lock over all processes; the others wait
   * and get that login. What `signIn` throws is thrown to whoever ran it; the next in line tries itself.
   */
  renew(provider: string, generation: number, signIn: () => Promise<readonly LoginCookie[]>): Promise<Login>;
}
