import type { IdentityContext, IdentityRoutesContext } from "../context.ts";
import type { Language } from "../contract.ts";
import { addLinkToken, insertLink, type LinkKind } from "../queries/links.ts";
import { newSecret } from "../secrets/secret.ts";
import { sendLink } from "../workflows/send-link-definition.ts";
import { linkUrl } from "./link-url.ts";

const minuteMs = 60_000;

/** How long each kind of link may be used. */
const lifetimeMs = {
  "sign-in": 15 * minuteMs,
  setup: 24 * 60 * minuteMs,
  invitation: 7 * 24 * 60 * minuteMs,
} as const satisfies Record<LinkKind, number>;

export interface LinkRequest {
  kind: LinkKind;
  /** null: nobody has the address it was asked for; the same is done, and nothing is sent. */
  personId: string | null;
  language: Language;
}

/** Makes a link and starts the run that mails it. The run's id, and with it the mail's Message-ID, is the link's. */
export async function mailLink(context: IdentityRoutesContext, request: LinkRequest): Promise<void> {
  const id = await makeLink(context, request);
  await context.engine.start(sendLink, { link_id: id }, { key: id });
}

/** Makes a link to be handed over by whoever asked for it, and returns its address. */
export async function handOverLink(context: LinkMaker, request: LinkRequest): Promise<string> {
  const id = await makeLink(context, request);
  const secret = newSecret();
  await addLinkToken(context.db.pool, id, secret.hash, new Date(context.clock.now()));
  return linkUrl(context.baseUrl(), request.kind, secret.text);
}

/** What making a link takes. */
export type LinkMaker = Pick<IdentityContext, "db" | "clock" | "baseUrl">;

async function makeLink({ db, clock, baseUrl }: LinkMaker, request: LinkRequest): Promise<string> {
  const nowMs = clock.now();
  const expiresAt = new Date(nowMs + lifetimeMs[request.kind]);
  return await insertLink(db.pool, { ...request, baseUrl: baseUrl(), expiresAt }, new Date(nowMs));
}
