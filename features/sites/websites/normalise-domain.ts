import { parse } from "tldts";

/** The name a website is kept under, or one sentence that says why the text names none. */
export type NormalisedDomain = { domain: string } | { problem: string };

/**
 * Reads the website that an address, a host or a domain names: "https://www.Café.fr/panier?x=1" is "xn--caf-dma.fr".
 *
 * Lower case, in Unicode's ASCII form, without "www." in front, port, path or dot at the end. Other subdomains stay, since
 * shops live on them: "shop.example.co.uk" and "example.co.uk" are two websites, with figures of their own. The name must lie
 * below an ending that people can register under (Public Suffix List, its ICANN part), or below ".example", which is reserved
 * for examples and which the demo's websites have.
 */
export function normaliseDomain(text: string): NormalisedDomain {
  const given = text.trim();
  const shown = `“${given.length > 80 ? `${given.slice(0, 80).toWellFormed()}…` : given}”`;
  const refused = (why: string): NormalisedDomain => ({ problem: `${shown} ${why}` });
  if (given === "") return { problem: "There is no domain: write one, such as shop.example.com." };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//iu.exec(given)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https")
    return refused(`is no web address: it begins with ${scheme}:// and not with https://.`);
  if (scheme === undefined && /^[^/?#]*@/u.test(given))
    return refused("is an e-mail address: write the domain of the website instead.");
  const host = hostOf(scheme === undefined ? `https://${given.replace(/^\/\//u, "")}` : given);
  if (host === null) return refused("is no domain: write one, such as shop.example.com.");
  return judge(host, refused);
}

function hostOf(address: string): string | null {
  const host = URL.parse(address)?.hostname.replace(/\.$/u, "");
  return host === undefined || host === "" ? null : host;
}

function judge(host: string, refused: (why: string) => NormalisedDomain): NormalisedDomain {
  const { hostname, isIp, isIcann, publicSuffix, domain, subdomain } = parse(host, options);
  if (isIp === true) return refused("is an IP address: write the website's domain instead.");
  if (host === "localhost" || host.endsWith(".localhost"))
    return refused("is this machine itself: write a domain others can reach.");
  if (hostname === null) return refused("is no domain: it has a character or a length that no domain has.");
  if (isIcann !== true || publicSuffix === null || notForWebsites.has(publicSuffix))
    return refused(`is no public domain: nobody can register a name under .${host.split(".").at(-1)}.`);
  if (domain === null || subdomain === null)
    return refused(`is only an ending: write the name before .${publicSuffix} too.`);
  return { domain: `${subdomain}.`.replace(/^(?:www\.)+/u, "").replace(/^\.$/u, "") + domain };
}

const options = { extraSuffixes: { icann: ["example"] } };
/** On the list, but not in the public name system (RFC 7686, RFC 8375). */
const notForWebsites = new Set(["onion", "home.arpa"]);
