import type { HttpSettings } from "./settings.ts";

const mask = "••••";
/** Shorter ones would be found in any text. */
const leastCharacters = 3;

/** The text with each secret of the settings, as it is or as it stands in an address, replaced. */
export function maskSecrets(text: string, { secrets }: Pick<HttpSettings, "secrets">): string {
  return Object.values(secrets)
    .filter((secret) => secret.length >= leastCharacters)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ s: secret }).toString().slice(2),
    ])
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, mask), text);
}
