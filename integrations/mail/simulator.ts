import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

/** A message as the simulator took it. */
export interface TakenMail {
  from: string;
  to: string[];
  messageId: string;
  subject: string;
  /** The body, decoded. */
  text: string;
  /** All of it, as it came over the wire. */
  raw: string;
}

/** A real SMTP server that delivers to nobody and keeps what it got. */
export interface MailSimulator extends AsyncDisposable {
  /** `smtp://127.0.0.1:…`: what MILLRACE_SMTP_URL wants. */
  readonly url: string;
  /** `http://127.0.0.1:…`: answers `GET /` with what it got, as JSON. */
  readonly inboxUrl: string;
  readonly mails: readonly TakenMail[];
  /** Refuses the next message with this SMTP reply: 451 passes, 550 does not. */
  refuseNext(reply: number): void;
  /** Forgets what it got. */
  clear(): void;
  close(): Promise<void>;
}

/** More is forgotten, oldest first: a demo may run for weeks. */
const keptMails = 500;

/** `port`: of SMTP; 0 (default) = any free one. */
export async function startMailSimulator({
  host = "127.0.0.1",
  port: wantedPort = 0,
}: { host?: string; port?: number } = {}): Promise<MailSimulator> {
  const mails: TakenMail[] = [];
  let refusal: number | null = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    onData(stream, { envelope }, done) {
      text(stream).then(
        (raw) => {
          const reply = refusal;
          refusal = null;
          if (reply !== null)
            return done(Object.assign(new Error("refused by the simulator"), { responseCode: reply }));
          const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
          mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), ...readMessage(raw), raw });
          if (mails.length > keptMails) mails.shift();
          return done();
        },
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  const port = await listening(server.listen(wantedPort, host));
  const inbox = createServer((_request, answer) => {
    answer.setHeader("content-type", "application/json").end(JSON.stringify({ items: mails }));
  });
  const inboxPort = await listening(inbox.listen(0, host));
  const close = async (): Promise<void> => {
    inbox.close();
    inbox.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    url: `smtp://${host}:${port}`,
    inboxUrl: `http://${host}:${inboxPort}`,
    mails,
    clear: () => void mails.splice(0),
    refuseNext: (reply) => (refusal = reply),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function listening(server: { address(): AddressInfo | string | null }): Promise<number> {
  const emitter = server as unknown as NodeJS.EventEmitter;
  if (server.address() === null) await once(emitter, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The mail simulator has no port.");
  return address.port;
}

/** Just what our own mails are: one part of text. */
function readMessage(raw: string): { messageId: string; subject: string; text: string } {
  const [head = "", ...rest] = raw.split("\r\n\r\n");
  const headers = head.replaceAll(/\r\n[ \t]+/g, " ");
  const header = (name: string): string =>
    new RegExp(`^${name}: (.*)$`, "im").exec(headers)?.[1]?.trim() ?? "";
  const body = rest.join("\r\n\r\n");
  return {
    messageId: header("message-id").replaceAll(/[<>]/g, ""),
    subject: decodeWords(header("subject")),
    text: decodeBody(body, header("content-transfer-encoding")),
  };
}

function decodeBody(body: string, encoding: string): string {
  if (encoding.toLowerCase() === "base64") return Buffer.from(body, "base64").toString("utf8");
  return encoding.toLowerCase() === "quoted-printable" ? decodeQuoted(body.replaceAll(/=\r\n/g, "")) : body;
}

function decodeQuoted(quoted: string): string {
  const bytes = quoted.replaceAll(/=([0-9A-F]{2})/gi, (_match, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** Encoded words of a header (RFC 2047); the space between two of them is not part of the text. */
function decodeWords(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_match, kind: string, word: string) =>
      kind.toLowerCase() === "b"
        ? Buffer.from(word, "base64").toString("utf8")
        : decodeQuoted(word.replaceAll("_", " ")),
    );
}
