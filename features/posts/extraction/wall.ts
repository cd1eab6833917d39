import type { Wall, WallKind } from "../contract.ts";
import { lineOf } from "./dom/dom-query.ts";
import type { JsonLdNode } from "./json-ld.ts";
import { isLinkedInUrl, parseUrl } from "./linkedin-url.ts";
import type { PageParts } from "./parse-page.ts";

/** What was seen and what a person can do about it. */
const advice: Record<WallKind, string> = {
  login:
    "LinkedIn asked to sign in instead of showing the post. Open the post in your own browser, signed in, and save that page, or use a public post's address.",
  challenge:
    "LinkedIn showed a security check instead of the post. Stop collecting, open LinkedIn in your own browser, pass the check yourself, and wait before going on.",
  consent:
    "A cookie consent page stands in front of the post. Open the page in your browser, choose, and save it again.",
  rate_limit:
    "LinkedIn refused because of too many requests (429 or 999). Stop collecting from this address for some hours and go on more slowly.",
  empty_shell:
    "The file holds LinkedIn's empty page frame: the content had not loaded. Scroll until the posts show, then save the page again as a complete web page.",
  not_a_post:
    "This page shows no post. Save the page of a post (its address holds /posts/ or /feed/update/) or of a feed.",
};

/** A wall with its message; `seen` says what betrayed it. */
export function wallOf(kind: WallKind, sourceFile: string, seen?: string): Wall {
  return {
    wall: kind,
    message: seen === undefined ? advice[kind] : `${seen} ${advice[kind]}`,
    source_file: sourceFile,
  };
}

interface Sign {
  kind: WallKind;
  test: (page: PageParts, addresses: string) => boolean;
}

const challengeText =
  /security (?:verification|check)|let[’']s do a quick (?:security )?check|verify (?:you(?:['’]re| are) (?:a )?human|your identity)|unusual (?:activity|traffic)|vérification de sécurité|vérifions rapidement|vérifiez que vous êtes|sicherheits(?:überprüfung|check|prüfung)|verificación de seguridad|comprobación de seguridad|verifica di sicurezza|verificação de segurança|are you a robot|i['’]m not a robot|just a moment|attention required/i;
const rateText =
  /\b(?:429|999)\b.{0,40}(?:too many|request|denied|error|status)|(?:http|error|erreur|status|fehler|code)\s*:?\s*(?:error\s*)?(?:429|999)\b|too many requests|request denied|trop de (?:requêtes|demandes)|zu viele anfragen|demasiadas solicitudes|rate limit/i;
const loginTitle =
  /^(?:linkedin\W+)?(?:sign (?:in|up)|log ?in|linkedin login|login (?:do|de) linkedin|join (?:now|linkedin)|s[’']identifier|identifiez-vous|s[’']inscrire|inscription|connexion|se connecter|einloggen|anmelden|mitglied werden|iniciar sesión|inicia sesión|inicio de sesión|únete|regístrate|accedi|accesso a linkedin|iscriviti|entrar|entre n[ao]|fazer login|cadastre-se|inloggen|aanmelden|log på|logga in)(?!\p{L})/iu;
const consentText =
  /before you continue|we value your privacy|respects your privacy|respecte votre vie privée|avant de (?:continuer|poursuivre)|bevor sie fortfahren|respektiert ihre privatsphäre|antes de continuar|respeta tu privacidad|rispetta la tua privacy|prima di continuare|respeita a sua privacidade|accept (?:all )?(?:cookies|& continue)|(?:tout )?accepter (?:les|et) |cookie (?:consent|preferences|policy)|alle akzeptieren|aceptar (?:todo|todas|cookies)/i;

/** In order: the first sign that fits names the wall. */
const signs: readonly Sign[] = [
  {
    kind: "challenge",
    test: (page, addresses) =>
      /checkpoint\/challenge|challengepage|captcha-internal|arkoselabs|funcaptcha|recaptcha\/(?:api2|enterprise)\/(?:anchor|bframe)|hcaptcha|challenges\.cloudflare/.test(
        addresses,
      ) || challengeText.test(`${page.title} ${page.signals.text.slice(0, 1_500)}`),
  },
  { kind: "rate_limit", test: (page) => rateText.test(`${page.title} ${page.signals.text.slice(0, 800)}`) },
  { kind: "login", test: isLogin },
  { kind: "consent", test: isConsent },
  { kind: "empty_shell", test: isEmptyShell },
];

/**
 * Whether a page without any post is a wall, and which. Guest pages carry a sign-in box around everything, and a wall
 * pauses a whole source: so a page that names its post in its address or structured data is never one, and the box
 * alone is none.
 */
export function detectWall(page: PageParts, sourceFile: string, nodes: readonly JsonLdNode[] = []): Wall {
  const subject = pageSubject(page, nodes);
  if (namesPost(subject, nodes)) return wallOf("not_a_post", sourceFile, subjectSentence("post"));
  if (goneText.test(`${page.title} ${page.signals.text.slice(0, 4_000)}`))
    return wallOf("not_a_post", sourceFile, "LinkedIn says that this post or page is no longer there.");
  const addresses = page.signals.addresses.join(" ");
  const sign = signs.find((candidate) => candidate.test(page, addresses));
  if (sign === undefined)
    return wallOf("not_a_post", sourceFile, subject === null ? undefined : subjectSentence(subject));
  return wallOf(sign.kind, sourceFile);
}

function namesPost(subject: Subject | null, nodes: readonly JsonLdNode[]): boolean {
  return (
    subject === "post" ||
    subject === "article" ||
    nodes.some((node) => node.types.some((type) => type.endsWith("Posting") && type !== "JobPosting"))
  );
}

const goneText =
  /this (?:post|content|page) (?:cannot be displayed|can[’']t be displayed|is(?:n[’']t| not| no longer) available|doesn[’']t exist|was removed)|ce (?:post|contenu) (?:ne peut pas être affiché|n[’']est (?:pas|plus) disponible)|cette page n[’']existe pas|dieser (?:beitrag|inhalt) (?:kann nicht angezeigt werden|ist nicht (?:mehr )?verfügbar)|diese seite existiert nicht|(?:esta publicación|este contenido) (?:no se puede mostrar|ya no está disponible|no está disponible)|esta página no existe|(?:esta publicação|este conteúdo) não (?:pode ser exibid[ao]|está (?:mais )?disponível)/i;

/** Guest pages about something else carry a sign-up form too: what they show decides, not the form. */
export function isForeignPage(page: PageParts, subject: Subject, nodes: readonly JsonLdNode[]): boolean {
  if (subject === "post" || subject === "article" || subject === "home" || isCertainLogin(page)) return false;
  return nodes.length > 0 || page.signals.text.length > 1_500;
}

const loginPath = /^\/(?:authwall|login|uas\/login|signup|checkpoint\/(?:lg|rm|rp))(?:\/|$)/;

/** The page says itself that it is the sign-in or sign-up page, or does nothing but lead there. */
function isCertainLogin(page: PageParts): boolean {
  const { metas, canonical, signals } = page;
  if (/login|auth_?wall|registration|cold_?join|signup/i.test(metas.get("pagekey") ?? "")) return true;
  if ([canonical, metas.get("og:url")].some((href) => loginPath.test(pathOf(href)))) return true;
  if (/authwall|\/(?:uas\/)?login|\/signup/i.test(metas.get("refresh") ?? "")) return true;
  return /\/authwall/i.test(signals.script) && signals.text.length < 400;
}

function pathOf(href: string | null | undefined): string {
  return href === null || href === undefined ? "" : (parseUrl(href)?.pathname ?? "");
}

/** Without such a statement: a title that asks to sign in, or LinkedIn's password form, on a page with nothing else. */
function isLogin(page: PageParts, addresses: string): boolean {
  if (isCertainLogin(page)) return true;
  const subject = pageSubject(page, []);
  const asks = loginTitle.test(page.title);
  if (subject !== null) return subject === "home" && asks;
  const hasForm =
    page.signals.hasPasswordField &&
    /uas\/login|login-submit|checkpoint\/(?:lg|rm|rp)|signup\/cold-join|authwall/.test(addresses);
  return (asks || hasForm) && page.signals.text.length < 1_500;
}

/** A cookie banner on a full page is no wall. */
function isConsent(page: PageParts, addresses: string): boolean {
  const { text } = page.signals;
  return (
    text.length < 3_000 &&
    (/consent/.test(addresses) || consentText.test(`${page.title} ${text.slice(0, 1_500)}`))
  );
}

function isEmptyShell(page: PageParts): boolean {
  const { text, ids } = page.signals;
  if (page.containers.some((container) => lineOf(container).length > 60)) return false;
  const words = text
    .replaceAll(/loading|please enable javascript[^.]*\.?|chargement|activez javascript[^.]*\.?/gi, "")
    .trim();
  if (words.length < 60) return true;
  const hasFrame = ["app", "root", "app__container", "application-outlet", "application", "ember-app"].some(
    (id) => ids.has(id),
  );
  return hasFrame && words.length < 400 && page.containers.length === 0;
}

export type Subject =
  | "profile"
  | "company"
  | "school"
  | "job"
  | "learning"
  | "event"
  | "group"
  | "newsletter"
  | "search"
  | "home"
  | "post"
  | "article";

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
    const found =
      url === null ? undefined : subjectPaths.find(([pattern]) => pattern.test(url.pathname))?.[1];
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
  return subject === "post" || subject === "article"
    ? "The page names a post but does not show it, or shows it in a way that cannot be read."
    : `This is a ${subject} page.`;
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
