import { createTransport, type Transporter } from "nodemailer";
import { NeedsAttention, Rejected, Transient, codeOf, messageOf } from "@millrace/platform/errors";

/** One message to one person, as plain text. */
export interface Mail {
  /**
   * Its identity, without angle brackets: `name@host` (RFC 5322, 3.6.4). The same on every try: SMTP can't say whether a
   * message whose acknowledgement was lost has been taken, and mail programs show two with one Message-ID as one.
   */
  messageId: string;
  to: string;
  subject: string;
  text: string;
  /** Of the text, for readers aloud and translators: "en". */
  language: string;
}

export interface MailerOptions {
  /** `smtp://user:password@host:port`, or `smtps://…`. */
  url: string;
  /** Sender: an address, or `Name <address>`. */
  from: string;
}

/** A way to a mail server; dispose it to close its connections. */
export interface Mailer extends Disposable {
  /**
   * Resolves when the server has taken the message. Throws by the ladder: `Transient` (no answer, 4xx), `NeedsAttention`
   * (it refuses our credentials, our sender or our certificate), `Rejected` (it refuses this recipient or message).
   */
  send(mail: Mail): Promise<void>;
}

/** Longest wait for a connection, a greeting, an answer. */
const patienceMs = 15_000;

export function createMailer({ url, from }: MailerOptions): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    // A mail is text of ours: nothing in it may read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: (mail) => send(transport, from, mail),
    [Symbol.dispose]: () => transport.close(),
  };
}

async function send(transport: Transporter, from: string, mail: Mail): Promise<void> {
  const { messageId, to, subject, text, language } = mail;
  try {
    await transport.sendMail({
      from,
      to: { name: "", address: to },
      subject,
      text,
      messageId: `<${messageId}>`,
      headers: { "Content-Language": language, "Auto-Submitted": "auto-generated" },
    });
  } catch (error) {
    throw mailFault(error);
  }
}

/** What nodemailer says with its codes, and the server with its reply codes (RFC 5321, 4.2). */
function mailFault(error: unknown): Error {
  const code = codeOf(error) ?? "";
  const reply = replyOf(error);
  const options = { cause: error, facts: { code, reply } };
  const isOurs = code === "EAUTH" || code === "ETLS" || code === "ENOAUTH" || reply === 530 || reply === 535;
  if (isOurs)
    return new NeedsAttention(
      `The mail server refuses us: ${messageOf(error)}. Check MILLRACE_SMTP_URL.`,
      options,
    );
  if (reply !== null && reply >= 500)
    return new Rejected(`The mail server refuses this message: ${messageOf(error)}.`, options);
  return new Transient(`The mail server did not take the message: ${messageOf(error)}.`, options);
}

function replyOf(error: unknown): number | null {
  return error instanceof Error && "responseCode" in error && typeof error.responseCode === "number"
    ? error.responseCode
    : null;
}
