import { HttpProblem } from "@millrace/platform/api";
import { contentHash } from "@millrace/platform/ids";
import type { IdentityContext } from "../context.ts";
import { countAttempt, forgetAttempts, type AttemptLimit } from "../queries/attempts.ts";

const minuteMs = 60_000;

/** A guesser gets this many tries at one account from everywhere; its owner still has the way in by mail. */
const perAccount: AttemptLimit = { attempts: 10, windowMs: 15 * minuteMs };
/** An office behind one address signs in; a list of leaked passwords does not get far. */
const perAddress: AttemptLimit = { attempts: 60, windowMs: 15 * minuteMs };
/** Mails to one address: nobody's mailbox is filled by asking for links. */
const mailsPerAccount: AttemptLimit = { attempts: 5, windowMs: 15 * minuteMs };

type Limited = Pick<IdentityContext, "db" | "clock" | "log">;

/** Counts one try at an account's password, from a network as `clientNetwork` has it; 429 when there were too many, for an account that exists or not. */
export async function limitPasswordTries(context: Limited, account: string, network: string): Promise<void> {
  await limit(context, [
    [`password:${contentHash(account)}`, perAccount],
    [`address:${network}`, perAddress],
  ]);
}

/** Counts one mail that somebody asks for. */
export async function limitMails(context: Limited, account: string, network: string): Promise<void> {
  await limit(context, [
    [`mail:${contentHash(account)}`, mailsPerAccount],
    [`address:${network}`, perAddress],
  ]);
}

/** Counts one try with a link. */
export async function limitLinks(context: Limited, network: string): Promise<void> {
  await limit(context, [[`address:${network}`, perAddress]]);
}

/** The account's password was right. */
export async function forgetPasswordTries({ db }: Limited, account: string): Promise<void> {
  await forgetAttempts(db.pool, `password:${contentHash(account)}`);
}

async function limit(
  { db, clock, log }: Limited,
  keys: readonly (readonly [key: string, limit: AttemptLimit])[],
): Promise<void> {
  const now = new Date(clock.now());
  for (const [key, allowed] of keys) {
    const waitMs = await countAttempt(db.pool, key, allowed, now);
    if (waitMs <= 0) continue;
    log.warn({ by: key.split(":", 1)[0] }, "sign-in attempts limited");
    throw new HttpProblem(429, "too_many_attempts", "There were too many attempts to sign in.", {
      action: `Wait ${Math.ceil(waitMs / minuteMs)} minutes, then try again.`,
      retryAfterSeconds: waitMs / 1_000,
    });
  }
}
