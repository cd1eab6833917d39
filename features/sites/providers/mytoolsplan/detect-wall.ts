import { decodeText } from "./decode-text.ts";

/** What stands between us and the figures: an answer of the portal that is about us, not about a website. */
export type Wall = "logged_out" | "banned" | "captcha";

export interface AnswerBehindWall {
  status: number;
  /** After redirects. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

const captchaSigns =
  /g-recaptcha|h-captcha|cf-turnstile|challenge-form|cdn-cgi\/challenge|verify you are human/iu;
const banSigns =
  /id="account-suspended"|account (?:has been|is) (?:suspended|banned|blocked|disabled)|compte (?:a été )?(?:suspendu|bloqué)/iu;
const loginForm = /<input[^>]+type=["']?password/iu;
const logInAgain = /unauthenticated|session (?:has )?expired|log ?in again|not logged in/iu;

/** The wall an answer is, or null when it is none; looked for before anything is read out of an answer. */
export function detectWall(answer: AnswerBehindWall, loginUrl: string): Wall | null {
  if (isJson(answer.headers)) return jsonWall(answer);
  const text = decodeText(answer.body);
  if (captchaSigns.test(text)) return "captcha";
  if (banSigns.test(text)) return "banned";
  const hasArrivedAtLogin = URL.parse(answer.url)?.origin === new URL(loginUrl).origin;
  return hasArrivedAtLogin || loginForm.test(text) || answer.status === 401 ? "logged_out" : null;
}

export function isJson(headers: Readonly<Record<string, string>>): boolean {
  return /\bjson\b/iu.test(headers["content-type"] ?? "");
}

function jsonWall({ status, body }: AnswerBehindWall): Wall | null {
  if (status === 401) return "logged_out";
  const text = decodeText(body.subarray(0, 2_000));
  const error = /"(?:error|message)"\s*:\s*"([^"]*)"/u.exec(text)?.[1] ?? "";
  if (banSigns.test(error)) return "banned";
  return logInAgain.test(error) ? "logged_out" : null;
}
