import { z } from "zod";
import { defineWorkflow } from "@millrace/engine";

/** Queue of mails: few at a time, no hurry. */
export const mailQueue = "mail";

/** Mails a one-time link. Its input names the link and holds no secret: the token is made when it is sent. */
export const sendLink = defineWorkflow({
  id: "send-link",
  input: z.object({ link_id: z.uuid() }),
  output: z.object({ is_sent: z.boolean() }),
  queue: mailQueue,
  onDeploy: "continue",
});
