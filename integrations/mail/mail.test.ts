import { NeedsAttention, Rejected, Transient } from "@millrace/platform/errors";
import { createServer } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { createMailer } from "./index.ts";
import { startMailSimulator } from "./simulator.ts";

const from = "Millrace <millrace@example.com>";
const mail = {
  messageId: "link-1@example.com",
  to: "ada@example.com",
  subject: "Vous êtes invité·e, par « Ada » et par tous les autres qui travaillent ici depuis longtemps",
  text: "Ouvrez ce lien :\n\nhttps://millrace.example/invitation#abc=def\n\nà bientôt\n",
  language: "fr",
};

test("a message arrives as it was written, under the identity it was given", async () => {
  await using server = await startMailSimulator();
  using mailer = createMailer({ url: server.url, from });
  await mailer.send(mail);
  expect(server.mails).toMatchObject([
    {
      from: "millrace@example.com",
      to: ["ada@example.com"],
      messageId: mail.messageId,
      subject: mail.subject,
    },
  ]);
  expect(server.mails[0]?.text.replaceAll("\r\n", "\n").trimEnd()).toBe(mail.text.trimEnd());
  expect(await (await fetch(server.inboxUrl)).json()).toMatchObject({
    items: [{ messageId: mail.messageId }],
  });
});

test("the server's reply says whether to try again, to give up, or to ask a person", async () => {
  await using server = await startMailSimulator();
  using mailer = createMailer({ url: server.url, from });
  for (const [reply, fault] of [
    [451, Transient],
    [550, Rejected],
    [535, NeedsAttention],
  ] as const) {
    server.refuseNext(reply);
    await expect(mailer.send(mail), String(reply)).rejects.toBeInstanceOf(fault);
  }
});

test("a server that is not there may be there later", async () => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  probe.close();
  await once(probe, "close");
  using mailer = createMailer({ url: `smtp://127.0.0.1:${port}`, from });
  await expect(mailer.send(mail)).rejects.toBeInstanceOf(Transient);
});
