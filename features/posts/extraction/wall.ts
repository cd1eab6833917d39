import type { Wall, WallKind } from "../contract.ts";
import { lineOf } from "./dom/dom-query.ts";
import type { JsonLdNode } from "./json-ld.ts";
import { isLinkedInUrl, parseUrl } from "./linkedin-url.ts";
import type { PageParts } from "./parse-page.ts";

/** What was seen and what a person can do about it. */
const advice: Record<WallKind, string> = {
  login: "LinkedIn asked to sign in instead of showing the post. Open the post in your own browser, signed in, and save that page, or use a public post's address.",
  challenge: "LinkedIn showed a security check instead of the post. Stop collecting, open LinkedIn in your own browser, pass the check yourself, and wait before going on.",
  consent: "A cookie consent page stands in front of the post. Open the page in your browser, choose, and save it again.",
  rate_limit: "LinkedIn refused because of too many requests (429 or 999). Stop collecting from this address for some hours and go on more slowly.",
  empty_shell: "The file holds LinkedIn's empty page frame: the content had not loaded. Scroll until the posts show, then save the page again as a complete web page.",
  not_a_post: "This page shows no post. Save the page of a post (its address holds /posts/ or /feed/update/) or of a feed.",
};

/** A wall with its message; `seen` says what betrayed it. */
export function wallOf(kind: WallKind, sourceFile: string, seen?: string): Wall {
  return { wall: kind, message: seen === undefined ? advice[kind] : `${seen} ${advice[kind]}`, source_file: sourceFile };
}

interface Sign {
  kind: WallKind;
  test: (page: PageParts, addresses: string) => boolean;
}

const challengeText = /security (?:verification|check)|let[’']s do a quick (?:security )?check|verify (?:you(?:['’]re| are) (?:a )?human|your identity)|unusual (?:activity|traffic)|vérification de sécurité|vérifions rapidement|vérifiez que vous êtes|sicherheits(?:überprüfung|check|prüfung)|verificación de seguridad|comprobación de seguridad|verifica di sicurezza|verificação de segurança|are you a robot|i['’]m not a robot|just a moment|attention required/i;
const rateText = /\b(?:429|999)\b.{0,40}(?:too many|request|denied|error|status)|(?:http|error|erreur|status|fehler|code)\s*:?\s*(?:error\s*)?(?:429|999)\b|too many requests|request denied|trop de (?:requêtes|demandes)|zu viele anfragen|demasiadas solicitudes|rate limit/i;
const loginTitle = /(?:sign (?:in|up)|log ?in|join) ?(?:to|\||·|$|or)|linkedin login|s[’']identifier|s[’']inscrire|connexion|einloggen|anmelden|mitglied werden|iniciar sesión|inicia sesión|únete|accedi|iscriviti|entrar|entre|cadastre-se|inloggen|aanmelden|log på|logga in/i;
const consentText = /before you continue|we value your privacy|respects your privacy|respecte votre vie privée|avant de (?:continuer|poursuivre)|bevor sie fortfahren|respektiert ihre privatsphäre|antes de continuar|respeta tu privacidad|rispetta la tua privacy|prima di continuare|respeita a sua privacidade|accept (?:all )?(?:cookies|& continue)|(?:tout )?accepter (?:les|et) |cookie (?:consent|preferences|policy)|alle akzeptieren|aceptar (?:todo|todas|cookies)/i;

/** In order: the first sign that fits names the wall. */
const signs: readonly Sign[] = [
  { kind: "challenge", test: (page, addresses) => /checkpoint\/challenge|challengepage|captcha-internal|arkoselabs|funcaptcha|recaptcha\/(?:api2|enterprise)\/(?:anchor|bframe)|hcaptcha|challenges\.cloudflare/.test(addresses) || challengeText.test(`${page.title} ${page.signals.text.slice(0, 1_500)}`) },
  { kind: "rate_limit", test: (page) => rateText.test(`${page.title} ${page.signals.text.slice(0, 800)}`) },
  { kind: "login", test: isLogin },
  { kind: "consent", test: (page, addresses) => /consent/.test(addresses) || consentText.test(`${page.title} ${page.signals.text.slice(0, 1_500)}`) },
  { kind: "empty_shell", test: isEmptyShell },
];

/**
 * Whether a page without any post is a wall, and which. A sign-in box around a shown post is no wall: the caller asks
 * only when neither source found a post.
 */
export function detectWall(page: PageParts, sourceFile: string): Wall {
  const addresses = page.signals.addresses.join(" ");
  const subject = pageSubject(page, []);
  const sign = signs.find((candidate) => candidate.test(page, addresses));
  if (sign === undefined || (subject !== null && isWeak(sign.kind, page))) return wallOf("not_a_post", sourceFile, subject === null ? undefined : subjectSentence(subject));
  return wallOf(sign.kind, sourceFile);
}

/**
 * A cookie banner on a full page, or the word "sign in" in a title without any form, is no wall. Nor is the sign-in box
 * that every guest page carries, where the page itself says that it is a post's.
 */
function isWeak(kind: WallKind, page: PageParts): boolean {
  if (kind === "consent") return page.signals.text.length > 3_000;
  if (kind !== "login" || isAuthwall(page)) return false;
  return !page.signals.hasPasswordField || /public_post/.test(page.metas.get("pagekey") ?? "");
}

/** Guest pages about something else carry a sign-up form too: what they show decides, not the form. */
export function isForeignPage(page: PageParts, subject: Subject, nodes: readonly JsonLdNode[]): boolean {
  if (subject === "post" || subject === "article" || subject === "home" || isAuthwall(page)) return false;
  return nodes.length > 0 || page.signals.text.length > 1_500;
}

function isAuthwall(page: PageParts): boolean {
  return /authwall/i.test(`${page.metas.get("pagekey") ?? ""} ${page.signals.script} ${page.metas.get("refresh") ?? ""} ${page.canonical ?? ""}`);
}

function isLogin(page: PageParts, addresses: string): boolean {
  if (isAuthwall(page) || /authwall/.test(addresses)) return true;
  if (page.signals.hasPasswordField && /login|uas|checkpoint\/(?:lg|rm|rp)|signup|join/.test(`${addresses} ${[...page.signals.ids].join(" ")}`)) return true;
  const key = page.metas.get("pagekey") ?? "";
  return /login|auth_wall|registration|join|signup/i.test(key) || loginTitle.test(page.title);
}

function isEmptyShell(page: PageParts): boolean {
  const { text, ids } = page.signals;
  if (page.containers.some((container) => lineOf(container).length > 60)) return false;
  const words = text.replaceAll(/loading|please enable javascript[^.]*\.?|chargement|activez javascript[^.]*\.?/gi, "").trim();
  if (words.length < 60) return true;
  const hasFrame = ["app", "root", "app__container", "application-outlet", "application", "ember-app"].some((id) => ids.has(id));
  return hasFrame && words.length < 400 && page.containers.length === 0;
}

export type Subject = "profile" | "company" | "school" | "job" | "learning" | "event" | "group" | "newsletter" | "search" | "home" | "post" | "article";

const subjectPaths: readonly [RegExp, Subject][] = [
  [/^\/(?:posts|feed\/update|embed\/feed\/update)\//, "post"],
  [/^\/pulse\//, "article"],
  [/^\/in\/[^/]+(?:\/[a-z]{2})?\/?$/, "profile"],
  [/^\/(?:company|showcase)\/[^/]+(?:\/(?:about|life|jobs|people))?\/?$/, "company"],
  [/^\/school\/[^/]+(?:\/(?:about|people))?\/?$/, "school"],
  [/^\/jobs?(?:\/|$)/, "job"],
  [/^\/learning(?:\/|$)/, "learning"],
  [/^\/events\//, "event"],
  [/^\/newsletters\//, "newsletter"],
  [/^\/(?:pub\/dir|directory|top-content|search)(?:\/|$)/, "search"],
  [/^\/?$/, "home"],
];

/** What a guest page is about, by its own canonical address; signed-in pages carry none. */
export function pageSubject(page: PageParts, nodes: readonly JsonLdNode[]): Subject | null {
  for (const href of [page.canonical, page.metas.get("og:url"), page.metas.get("lnkd:url")]) {
    const url = href === null || href === undefined ? null : parseUrl(href);
    const found = url === null ? undefined : subjectPaths.find(([pattern]) => pattern.test(url.pathname))?.[1];
    if (found !== undefined) return found;
  }
  if (page.metas.get("og:type") === "profile") return "profile";
  return subjectByType(page.metas.get("pagekey") ?? "", nodes);
}

const subjectKeys: readonly [RegExp, Subject][] = [
  [/public_profile/, "profile"],
  [/org_guest|organization_guest/, "company"],
  [/jobs_guest|job_details/, "job"],
];

function subjectByType(pageKey: string, nodes: readonly JsonLdNode[]): Subject | null {
  const byKey = subjectKeys.find(([pattern]) => pattern.test(pageKey));
  if (byKey !== undefined) return byKey[1];
  const types = new Set(nodes.flatMap((node) => node.types));
  const holdsPost = types.has("SocialMediaPosting") || types.has("VideoObject");
  if (types.has("ProfilePage") || (types.has("Person") && !holdsPost)) return "profile";
  if (types.has("JobPosting")) return "job";
  return types.has("Organization") && !holdsPost ? "company" : null;
}

/** What the page shows, as a sentence for a person. */
export function subjectSentence(subject: Subject): string {
  return subject === "post" || subject === "article" ? "The page names a post but does not show it." : `This is a ${subject} page.`;
}

/** Whether the page says that it is LinkedIn's: other sites publish forum postings and articles too. */
export function isLinkedInPage(page: PageParts): boolean {
  const addresses = [page.canonical, page.metas.get("og:url"), page.metas.get("lnkd:url")];
  const isOwn = addresses.some((href) => {
    const url = href === null || href === undefined ? null : parseUrl(href);
    return url !== null && isLinkedInUrl(url);
  });
  return isOwn || page.metas.get("og:site_name") === "LinkedIn" || /linkedin/i.test(page.title);
}
