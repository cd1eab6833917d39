import type { Language } from "../contract.ts";
import type { LinkKind } from "../queries/links.ts";

/** What a mail says; kinds of link that are never mailed have the words of a sign-in. */
interface Words {
  subject: string;
  before: string;
  after: string;
}

const signIn = {
  en: {
    subject: "Your link to sign in to Millrace",
    before: "Open this link to sign in. It works once, within 15 minutes:",
    after: "If you did not ask for it, nothing happens when you leave it alone.",
  },
  fr: {
    subject: "Votre lien de connexion à Millrace",
    before: "Ouvrez ce lien pour vous connecter. Il sert une seule fois, dans les 15 minutes :",
    after: "Si vous ne l'avez pas demandé, ignorez ce message : il ne se passera rien.",
  },
} as const satisfies Record<Language, Words>;

const invitation = {
  en: {
    subject: "You are invited to Millrace",
    before: "Somebody invited you to their Millrace. Open this link to join. It works once, within 7 days:",
    after: "If you don't know what this is about, nothing happens when you leave it alone.",
  },
  fr: {
    subject: "Vous êtes invité·e sur Millrace",
    before:
      "Quelqu'un vous invite sur son Millrace. Ouvrez ce lien pour l'accepter. Il sert une seule fois, dans les 7 jours :",
    after: "Si cela ne vous dit rien, ignorez ce message : il ne se passera rien.",
  },
} as const satisfies Record<Language, Words>;

/** The mail that carries a link, in the reader's language. */
export function linkMail(kind: LinkKind, language: Language, url: string): { subject: string; text: string } {
  const { subject, before, after }: Words = (kind === "invitation" ? invitation : signIn)[language];
  return { subject, text: `${before}\n\n${url}\n\n${after}\n` };
}
