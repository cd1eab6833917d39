/** Mail over SMTP: one message, sent once as far as SMTP can. */
export { createMailer, type Mail, type Mailer, type MailerOptions } from "./mailer.ts";
