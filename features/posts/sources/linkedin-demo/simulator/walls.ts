import { simulatedBanner, simulatedNotice } from "./html.ts";

export type WallPage = "login" | "challenge" | "consent" | "empty-shell";

/** A page that stands where the post should be. */
export function wallPage(kind: WallPage): string {
  const { title, key, body } = PAGES[kind];
  return `<!DOCTYPE html>
${simulatedNotice}
<html lang="en">
  <head><meta name="pageKey" content="${key}"><title>${title}</title></head>
  <body>
    ${kind === "empty-shell" ? "" : simulatedBanner}
    ${body}
  </body>
</html>
`;
}

const PAGES: Record<WallPage, { title: string; key: string; body: string }> = {
  login: {
    title: "Sign Up | LinkedIn",
    key: "auth_wall_desktop_posts",
    body: `<main class="authwall-join-form main" id="main-content"><section class="join-form__container"><h1 class="authwall-join-form__title">Join LinkedIn</h1><form class="join-form" data-id="join-form" action="/signup/cold-join" method="post"><input name="email-or-phone" type="text"><input name="password" type="password"><button class="join-form__form-body-submit-button" type="submit">Agree &amp; Join</button></form><p class="authwall-join-form__subtitle">Already on LinkedIn? <button class="authwall-join-form__form-toggle--bottom form-toggle">Sign in</button></p></section><form class="authwall-sign-in-form__body" data-id="sign-in-form" action="/uas/login-submit" method="post"><input name="session_key" type="text" autocomplete="username"><input name="session_password" type="password"><button type="submit">Sign in</button></form></main>`,
  },
  challenge: {
    title: "Security Verification | LinkedIn",
    key: "d_checkpoint_ch_captchaV2Challenge",
    body: `<main class="app__content" role="main"><form id="captcha-challenge" class="captcha-challenge" action="/checkpoint/challenge/verify" method="post"><h1>Let’s do a quick security check</h1><p>We need to verify that you are not a robot before you continue.</p><input type="hidden" name="csrfToken" value="simulated"><input type="hidden" name="captchaUserResponseToken" value=""><iframe id="captcha-internal" title="Captcha Challenge" src="/checkpoint/challenge/captcha"></iframe></form></main>`,
  },
  consent: {
    title: "Cookie consent | LinkedIn",
    key: "d_cookie_consent",
    body: `<main role="main"><div class="artdeco-global-alert artdeco-global-alert--COOKIE_CONSENT" type="COOKIE_CONSENT" data-test-global-alert="COOKIE_CONSENT"><h2>LinkedIn respects your privacy</h2><p class="artdeco-global-alert-action__wrapper">We and third parties use essential and non-essential cookies to provide and improve our services. Select Accept to consent or Reject to decline non-essential cookies.</p><button action-type="ACCEPT" data-control-name="ga-cookie.consent.accept.v4">Accept</button><button action-type="DENY" data-control-name="ga-cookie.consent.deny.v4">Reject</button></div></main>`,
  },
  "empty-shell": {
    title: "LinkedIn",
    key: "d_flagship3_feed",
    body: `<div id="app-boot-bg-loader" class="initial-load-animation"></div><div id="application-root" class="application-outlet"></div><script src="/assets/application.js" async></script>`,
  },
};
