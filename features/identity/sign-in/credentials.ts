import type { Actor, Credential, Permission } from "@millrace/platform/api";
import type { Clock } from "@millrace/platform/clock";
import { messageOf } from "@millrace/platform/errors";
import type { EventHub } from "@millrace/platform/events";
import type { Logger } from "@millrace/platform/telemetry";
import type { Pool } from "pg";
import { identityEvents, type Role } from "../contract.ts";
import { findHolding, findSession, type Holder } from "../queries/sessions.ts";
import { findToken } from "../queries/tokens.ts";
import { hashSecret } from "../secrets/secret.ts";

/** Who asks, and by what they are known. */
export interface Caller {
  actor: Actor;
  credential: Credential;
}

/**
 * What holds at this moment. An answer is remembered for a few seconds, so that most requests cost no query; a
 * revocation reaches every process through the outbox within milliseconds, and after those seconds whatever happens.
 */
export interface Credentials extends Disposable {
  /** The person of a session's cookie; null when it holds no more. */
  ofSession(secret: string, address: string): Promise<Caller | null>;
  /** The program of an API token. */
  ofToken(secret: string): Promise<Caller | null>;
  /** Forgets them here at once, and ends what they keep open; other processes hear of it by `session.revoked`. */
  forget(ids: readonly string[]): void;
  /** Aborted when the credential is revoked or ends; stops watching when `over` is aborted. */
  watch(credential: Credential, over: AbortSignal): AbortSignal;
}

/** How long an answer may be used without asking again. */
const rememberMs = 5_000;
/** More than this are not remembered: memory does not grow with what is thrown at the door. */
const maxRemembered = 10_000;
/** How often open streams are checked for a credential that ended by itself, or whose revocation was not heard. */
const sweepMs = 15_000;

export interface CredentialsOptions {
  pool: Pool;
  hub: EventHub;
  clock: Clock;
  log: Logger;
  permissionsOf: (role: Role) => ReadonlySet<Permission>;
  /** How often open streams are checked, ms; default `sweepMs`. */
  sweepMs?: number;
}

export async function openCredentials(options: CredentialsOptions): Promise<Credentials> {
  const credentials = new RememberedCredentials(options);
  await credentials.open();
  return credentials;
}

interface Remembered {
  untilMs: number;
  caller: Promise<Caller | null>;
}

class RememberedCredentials implements Credentials {
  readonly #options: CredentialsOptions;
  readonly #remembered = new Map<string, Remembered>();
  readonly #watched = new Map<string, Set<AbortController>>();
  #unsubscribe: () => void = () => undefined;
  #sweeper: NodeJS.Timeout | null = null;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    this.#unsubscribe = await this.#options.hub.subscribe(null, {
      onEvent: ({ type, subject }) => {
        if (type === identityEvents.session && subject !== null) this.forget([subject]);
        if (type === identityEvents.person) this.#remembered.clear();
      },
      onReset: () => this.#remembered.clear(),
    });
    this.#sweeper = setInterval(() => void this.#sweep(), this.#options.sweepMs ?? sweepMs);
    this.#sweeper.unref();
  }

  ofSession(secret: string, address: string): Promise<Caller | null> {
    const hash = hashSecret(secret);
    return this.#remember(`session:${hash}`, "session", (now) =>
      findSession(this.#options.pool, hash, address, now),
    );
  }

  ofToken(secret: string): Promise<Caller | null> {
    const hash = hashSecret(secret);
    return this.#remember(`token:${hash}`, "token", (now) => findToken(this.#options.pool, hash, now));
  }

  forget(ids: readonly string[]): void {
    // Which hash belongs to an id is not kept apart: all are asked again, which costs one query each.
    this.#remembered.clear();
    for (const id of ids)
      for (const stop of this.#watched.get(id) ?? []) stop.abort(new Error("The session was ended."));
  }

  watch({ id }: Credential, over: AbortSignal): AbortSignal {
    const stop = new AbortController();
    const group = this.#watched.get(id) ?? new Set();
    this.#watched.set(id, group.add(stop));
    const leave = (): void => {
      group.delete(stop);
      if (group.size === 0 && this.#watched.get(id) === group) this.#watched.delete(id);
    };
    over.addEventListener("abort", leave, { once: true });
    stop.signal.addEventListener("abort", leave, { once: true });
    return stop.signal;
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
    if (this.#sweeper !== null) clearInterval(this.#sweeper);
    this.#remembered.clear();
  }

  #remember(
    key: string,
    kind: Credential["kind"],
    find: (now: Date) => Promise<Holder | null>,
  ): Promise<Caller | null> {
    const nowMs = this.#options.clock.now();
    const known = this.#remembered.get(key);
    if (known !== undefined && nowMs < known.untilMs) return known.caller;
    const caller = find(new Date(nowMs)).then((holder) => this.#callerOf(holder, kind, key));
    if (this.#remembered.size >= maxRemembered) this.#remembered.clear();
    const entry = { untilMs: nowMs + rememberMs, caller };
    this.#remembered.set(key, entry);
    caller.catch(() => this.#drop(key, entry));
    return caller;
  }

  #callerOf(holder: Holder | null, kind: Credential["kind"], key: string): Caller | null {
    if (holder === null) {
      this.#remembered.delete(key);
      return null;
    }
    const { credentialId, personId, role, scopes, expiresAtMs } = holder;
    const entry = this.#remembered.get(key);
    if (entry !== undefined) entry.untilMs = Math.min(entry.untilMs, expiresAtMs);
    const held = this.#options.permissionsOf(role);
    const permissions = scopes === null ? held : held.intersection(new Set(scopes as Permission[]));
    const name = holder.name ?? holder.email;
    const actor: Actor =
      kind === "session"
        ? { kind: "user", id: personId, name, permissions }
        : { kind: "token", id: credentialId, name, permissions };
    return { actor, credential: { kind, id: credentialId, personId } };
  }

  #drop(key: string, entry: Remembered): void {
    if (this.#remembered.get(key) === entry) this.#remembered.delete(key);
  }

  async #sweep(): Promise<void> {
    const ids = [...this.#watched.keys()];
    if (ids.length === 0) return;
    const { pool, clock, log } = this.#options;
    try {
      const holding = await findHolding(pool, ids, new Date(clock.now()));
      this.forget(ids.filter((id) => !holding.has(id)));
    } catch (error) {
      // The database may be restarting: the streams stay, and the next round asks again.
      log.warn({ reason: messageOf(error) }, "sessions of open streams not checked, trying again");
    }
  }
}
