import type { SimulatedPost } from "./post.ts";

/** What the site prints around a post, in the page's language. */
export interface Wording {
  lang: string;
  locale: string;
  signIn: string;
  join: string;
  report: string;
  like: string;
  comment: string;
  share: string;
  reactions: (count: string) => string;
  comments: (count: string) => string;
  reposts: (count: string) => string;
  followers: (count: string) => string;
  viewProfile: (name: string) => string;
  viewCompany: (name: string) => string;
  edited: string;
  promoted: string;
  more: string;
  postOf: (name: string) => string;
  /** Label of the button that opens the post's menu. */
  menuOf: (name: string) => string;
  welcome: string;
  toComment: string;
}

const FRENCH: Wording = {
  lang: "fr",
  locale: "fr_FR",
  signIn: "S’identifier",
  join: "S’inscrire",
  report: "Signaler ce post",
  like: "J’aime",
  comment: "Commenter",
  share: "Partager",
  reactions: (count) => `${count} réactions`,
  comments: (count) => `${count} commentaires`,
  reposts: (count) => `${count} republications`,
  followers: (count) => `${count} abonnés`,
  viewProfile: (name) => `Voir le profil de ${name}`,
  viewCompany: (name) => `Voir la Page de l’organisation ${name}`,
  edited: "Modifié",
  promoted: "Post sponsorisé",
  more: "Autres posts du même auteur",
  postOf: (name) => `Post de ${name}`,
  menuOf: (name) => `Ouvrir le menu de commandes du post de ${name}`,
  welcome: "Bon retour parmi nous",
  toComment: "Pour afficher ou ajouter un commentaire, identifiez-vous",
};
const ENGLISH: Wording = {
  lang: "en",
  locale: "en_US",
  signIn: "Sign in",
  join: "Join now",
  report: "Report this post",
  like: "Like",
  comment: "Comment",
  share: "Share",
  reactions: (count) => `${count} Reactions`,
  comments: (count) => `${count} Comments`,
  reposts: (count) => `${count} reposts`,
  followers: (count) => `${count} followers`,
  viewProfile: (name) => `View profile for ${name}`,
  viewCompany: (name) => `View organization page for ${name}`,
  edited: "Edited",
  promoted: "Promoted",
  more: "More from this author",
  postOf: (name) => `${name}’s Post`,
  menuOf: (name) => `Open control menu for post by ${name}`,
  welcome: "Welcome back",
  toComment: "To view or add a comment, sign in",
};

export function wordingOf(post: Pick<SimulatedPost, "locale">): Wording {
  return post.locale === "fr" ? FRENCH : ENGLISH;
}

const UNITS: readonly (readonly [number, string, string])[] = [
  [365 * 86_400_000, "an", "yr"],
  [30 * 86_400_000, "mois", "mo"],
  [7 * 86_400_000, "sem.", "w"],
  [86_400_000, "j", "d"],
  [3_600_000, "h", "h"],
  [60_000, "min", "m"],
  [1000, "s", "s"],
];

/** The age as the site prints it: "3 j", "2 sem.", "1mo". */
export function ageOf(publishedMs: number, nowMs: number, locale: "fr" | "en"): string {
  const age = Math.max(1000, nowMs - publishedMs);
  const [unitMs, french, english] = UNITS.find(([ms]) => age >= ms) ?? [1000, "s", "s"];
  const count = Math.floor(age / unitMs);
  return locale === "fr" ? `${count} ${french}` : `${count}${english}`;
}

/** "1 234" or "1,234". */
export function exactCount(count: number, locale: "fr" | "en"): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, locale === "fr" ? "\u202f" : ",");
}

/** "1,2 k" or "1.2K" from one thousand on; exact below. */
export function shortCount(count: number, locale: "fr" | "en"): string {
  if (count < 1000) return String(count);
  const thousands = (Math.floor(count / 100) / 10).toFixed(1).replace(/\.0$/, "");
  return locale === "fr" ? `${thousands.replace(".", ",")} k` : `${thousands}K`;
}
