import { handleWorkflow, type WorkflowHandler } from "@millrace/engine";
import { createMailer, type Mail } from "@millrace/mail";
import type { Clock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import { NeedsAttention } from "@millrace/platform/errors";
import type { MailSettings } from "../context.ts";
import { linkMail } from "../mails/link-mail.ts";
import { addLinkToken, getLink, type StoredLink } from "../queries/links.ts";
import { getPerson } from "../queries/people.ts";
import { newSecret } from "../secrets/secret.ts";
import { linkUrl } from "../sign-in/link-url.ts";
import { sendLink } from "./send-link-definition.ts";

export interface SendLinkDependencies {
  db: Database;
  clock: Clock;
  mailSettings: () => Promise<MailSettings>;
}

/** A server that is away for a few minutes is waited for; a sign-in link holds no longer than that. */
const retry = { maxAttempts: 8, baseDelayMs: 2_000 };

export function sendLinkHandler(dependencies: SendLinkDependencies): WorkflowHandler {
  return handleWorkflow(sendLink, async (context, input) => ({
    is_sent: await context.step("send", () => send(dependencies, input.link_id), retry),
  }));
}

/**
 * Each try lets a new token open the link and mails it under one Message-ID, so that whichever of them arrives works.
 * Answers false when there is nobody to send it to: an address nobody has, a link that was used or has ended.
 */
async function send({ db, clock, mailSettings }: SendLinkDependencies, linkId: string): Promise<boolean> {
  const link = await getLink(db.pool, linkId);
  const person = link?.personId == null ? null : await getPerson(db.pool, link.personId);
  if (link === null || person === null) return false;
  const settings = await mailSettings();
  if (settings.smtpUrl === null)
    throw new NeedsAttention("No mail can be sent: no mail server is set. Set MILLRACE_SMTP_URL.");
  const secret = newSecret();
  if (!(await addLinkToken(db.pool, linkId, secret.hash, new Date(clock.now())))) return false;
  using mailer = createMailer({ url: settings.smtpUrl, from: settings.from });
  await mailer.send(mailOf(link, person.email, settings.from, secret.text));
  return true;
}

function mailOf(link: StoredLink, to: string, from: string, token: string): Mail {
  const { id, kind, baseUrl, language } = link;
  const host = /@([\w.-]+)/u.exec(from)?.[1] ?? "millrace.invalid";
  const words = linkMail(kind, language, linkUrl(baseUrl, kind, token));
  return { messageId: `link-${id}@${host}`, to, language, ...words };
}
