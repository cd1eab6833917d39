import { describe, expect, test } from "vitest";
import { extractDocument } from "./extract-document.ts";
import { documentOf, readFixture } from "./fixtures/read-fixture.ts";

const words = "Words that stand on the page. ".repeat(30);

const walls: [string, string, string][] = [
  [
    "the script that sends guests to the sign-up page",
    "login",
    '<html><head><script>window.onload=function(){var trk="bf";window.location.href="https://"+domain+"/authwall?trk="+trk}</script></head></html>',
  ],
  [
    "the login page",
    "login",
    '<html><head><title>LinkedIn Login, Sign in | LinkedIn</title></head><body><form action="/checkpoint/lg/login-submit"><input name="session_key"><input type="password" name="session_password"></form></body></html>',
  ],
  [
    "the French login page",
    "login",
    '<html lang="fr"><head><title>S’identifier sur LinkedIn | LinkedIn</title></head><body><form action="/uas/login-submit"><input type="password"></form></body></html>',
  ],
  [
    "the security check",
    "challenge",
    '<html><head><title>Security Verification | LinkedIn</title></head><body><h1>Let’s do a quick security check</h1><form action="/checkpoint/challenge/verify"></form></body></html>',
  ],
  [
    "the French security check",
    "challenge",
    "<html><head><title>Vérification de sécurité | LinkedIn</title></head><body></body></html>",
  ],
  [
    "status 429",
    "rate_limit",
    "<html><head><title>429 Too Many Requests</title></head><body><h1>429 Too Many Requests</h1></body></html>",
  ],
  ["status 999", "rate_limit", "<html><body>HTTP ERROR 999</body></html>"],
  ["an API that refuses", "rate_limit", '{"status":429,"message":"Too many requests"}'],
  ["an API without session", "login", '{"status":401}'],
  [
    "the cookie choice",
    "consent",
    "<html><head><title>LinkedIn</title></head><body><h2>LinkedIn respects your privacy</h2><p>Select Accept to consent to cookies or Reject to decline.</p><button>Accept</button></body></html>",
  ],
  [
    "an empty frame",
    "empty_shell",
    '<html><head><title>LinkedIn</title></head><body><div id="app"></div></body></html>',
  ],
  ["an empty file", "empty_shell", ""],
  [
    "a profile with a sign-up form and a list of posts",
    "not_a_post",
    `<html><head><meta name="pageKey" content="public_profile_v3_desktop"><link rel="canonical" href="https://fr.linkedin.com/in/someone"><script type="application/ld+json">{"@graph":[{"@type":"Person","name":"Someone"},{"@type":"DiscussionForumPosting","headline":"x","text":"x y","url":"https://www.linkedin.com/posts/someone_x-activity-7300000000000000000-AAAA"}]}</script></head><body><form action="/uas/login-submit"><input type="password"></form><p>${words}</p></body></html>`,
  ],
  [
    "a company with its latest posts",
    "not_a_post",
    `<html><head><link rel="canonical" href="https://www.linkedin.com/company/acme"><script type="application/ld+json">{"@graph":[{"@type":"Organization","name":"Acme"}]}</script></head><body><p>${words}</p><article class="main-feed-activity-card" data-activity-urn="urn:li:activity:7300000000000000000"><p data-test-id="main-feed-activity-card__commentary">Cut…</p></article></body></html>`,
  ],
  [
    "a job",
    "not_a_post",
    `<html><head><link rel="canonical" href="https://www.linkedin.com/jobs/view/lawyer-123"><script type="application/ld+json">{"@type":"JobPosting"}</script></head><body><p>${words}</p></body></html>`,
  ],
  [
    "a post that was removed",
    "not_a_post",
    `<html><head><link rel="canonical" href="https://www.linkedin.com/posts/x_y-activity-7300000000000000000-AbCd"></head><body><h1>This post cannot be displayed</h1><p>${words}</p></body></html>`,
  ],
  [
    "the sign-up page with LinkedIn's own key",
    "login",
    '<html><head><meta name="pageKey" content="auth_wall_desktop_posts"><title>Sign Up | LinkedIn</title></head><body><h1>Join LinkedIn</h1><form action="/signup/cold-join"><input type="password"></form></body></html>',
  ],
  [
    "the French sign-up page",
    "login",
    '<html lang="fr"><head><title>S’inscrire | LinkedIn</title></head><body><h1>Inscrivez-vous pour voir qui vous connaissez déjà</h1><form action="https://fr.linkedin.com/signup/cold-join"><input name="email"></form></body></html>',
  ],
  [
    "the French login page of 2026",
    "login",
    '<html lang="fr"><head><title>Connexion LinkedIn, S’identifier | LinkedIn</title></head><body><form action="/checkpoint/lg/login-submit"><input type="password"></form></body></html>',
  ],
  [
    "the German login page",
    "login",
    '<html lang="de"><head><title>LinkedIn Login, Einloggen | LinkedIn</title></head><body><form action="/checkpoint/lg/login-submit"><input type="password"></form></body></html>',
  ],
  [
    "a form without any title",
    "login",
    '<html><body><form action="https://www.linkedin.com/uas/login-submit"><input name="session_key"><input type="password"></form></body></html>',
  ],
  [
    "the home page instead of the post",
    "login",
    `<html><head><title>LinkedIn: Log In or Sign Up</title><link rel="canonical" href="https://www.linkedin.com/"></head><body><p>${words}${words}</p><form action="/uas/login-submit"><input type="password"></form></body></html>`,
  ],
  [
    "a redirect without script",
    "login",
    '<html><head><meta http-equiv="refresh" content="0; url=https://www.linkedin.com/uas/login?session_redirect=x"></head></html>',
  ],
  [
    "the address of the sign-up page",
    "login",
    '<html><head><link rel="canonical" href="https://www.linkedin.com/authwall?trk=x"></head><body><h1>Welcome</h1></body></html>',
  ],
  [
    "a puzzle in a frame",
    "challenge",
    '<html><head><title>LinkedIn</title></head><body><main><iframe src="https://www.linkedin.com/checkpoint/challenge/captcha-internal?x=1"></iframe></main></body></html>',
  ],
  [
    "the German security check",
    "challenge",
    "<html><head><title>Sicherheitsüberprüfung | LinkedIn</title></head><body></body></html>",
  ],
  [
    "the French refusal",
    "rate_limit",
    "<html><head><title>LinkedIn</title></head><body><h1>Trop de requêtes</h1></body></html>",
  ],
  [
    "999 in words",
    "rate_limit",
    "<html><head><title>999: request failed</title></head><body>Request denied</body></html>",
  ],
  [
    "the French cookie choice",
    "consent",
    '<html lang="fr"><head><title>Avant de continuer</title></head><body><form action="https://consent.linkedin.com/save"><p>Nous utilisons des cookies</p><button>Tout accepter</button></form></body></html>',
  ],
  [
    "the German cookie choice",
    "consent",
    '<html lang="de"><head><title>LinkedIn</title></head><body><h2>LinkedIn respektiert Ihre Privatsphäre</h2><button>Akzeptieren</button></body></html>',
  ],
  [
    "an empty frame with its loader",
    "empty_shell",
    '<html><head><title>Feed | LinkedIn</title></head><body><noscript>Please enable JavaScript to continue using LinkedIn.</noscript><div class="app-boot-bg-loader"></div><div id="app__container"></div></body></html>',
  ],
  [
    "a hashtag",
    "not_a_post",
    `<html><head><title>#law on LinkedIn</title><link rel="canonical" href="https://www.linkedin.com/feed/hashtag/law"></head><body><p>${words}${words}</p></body></html>`,
  ],
  [
    "a search",
    "not_a_post",
    `<html><head><title>Search | LinkedIn</title><link rel="canonical" href="https://www.linkedin.com/search/results/content/?keywords=law"></head><body><p>${words}${words}</p></body></html>`,
  ],
  [
    "an event's page",
    "not_a_post",
    `<html><head><link rel="canonical" href="https://www.linkedin.com/events/breakfast-1/"></head><body><p>${words}</p></body></html>`,
  ],
  [
    "a page that is no longer there",
    "not_a_post",
    `<html lang="fr"><head><title>LinkedIn</title></head><body><h1>Cette page n’existe pas</h1><form action="/uas/login-submit"><input type="password"></form></body></html>`,
  ],
  [
    "a post page in a markup nobody knows, with its sign-in box",
    "not_a_post",
    `<html><head><meta name="pageKey" content="d_public_post"><link rel="canonical" href="https://www.linkedin.com/posts/x_y-activity-7300000000000000000-AbCd"></head><body><section class="_1a"><p>${words}</p></section><form action="/uas/login-submit"><input type="password"></form></body></html>`,
  ],
  [
    "the same, named by og:url alone",
    "not_a_post",
    `<html><head><meta property="og:url" content="https://fr.linkedin.com/feed/update/urn:li:activity:7300000000000000000"><title>Connexion</title></head><body><form action="/uas/login-submit"><input type="password"></form></body></html>`,
  ],
  [
    "an article about entrepreneurs with a form",
    "not_a_post",
    `<html><head><title>Entrepreneurs et connexions | Exemple</title></head><body><p>${words}${words}</p><form action="/newsletter"><input type="password"></form></body></html>`,
  ],
  [
    "a cookie banner on a full page",
    "not_a_post",
    `<html><head><title>Exemple</title></head><body><p>Accept cookies</p>${`<p>${words}</p>`.repeat(5)}</body></html>`,
  ],
  [
    "an article of another site",
    "not_a_post",
    `<html><body><article><h1>Hello</h1><p>${words}</p></article></body></html>`,
  ],
];

describe("walls", () => {
  test.each(walls)("%s is a wall: %s", (_what, kind, html) => {
    const result = extractDocument(documentOf(html, "saved.html"));
    expect(result.posts).toEqual([]);
    expect(result.wall).toMatchObject({ wall: kind, source_file: "saved.html" });
    expect(result.wall?.message.length).toBeGreaterThan(40);
  });

  test("the status of a recorded answer is enough", () => {
    expect(extractDocument({ ...documentOf("<html></html>"), status: 999 }).wall?.wall).toBe("rate_limit");
  });

  test("a sign-in box around a shown post is no wall", () => {
    const result = extractDocument(readFixture("public-post.html"));
    expect(result.wall).toBeNull();
    expect(result.posts).toHaveLength(1);
  });
});

test("a forum of another site that marks its posts up is not LinkedIn's", () => {
  const html =
    '<html><head><title>Parsers - Forum</title><link rel="canonical" href="https://forum.example/t/1"><script type="application/ld+json">{"@type":"DiscussionForumPosting","headline":"Parsers","text":"Parsers are fun","author":{"@type":"Person","name":"ada"}}</script></head><body><article><p>Parsers are fun and this text is long enough to be something.</p></article></body></html>';
  expect(extractDocument(documentOf(html))).toMatchObject({ posts: [], wall: { wall: "not_a_post" } });
});
