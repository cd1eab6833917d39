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
  if (given === "") return { problem: "There is no domain: write one, such as shop.example.com." };
  const read = readHost(given);
  const found = typeof read === "string" ? judgeHost(read) : read;
  return "problem" in found ? { problem: `“${shortened(given)}” ${found.problem}` } : found;
}

const shortened = (text: string): string =>
  text.length > 80 ? `${text.slice(0, 80).toWellFormed()}…` : text;

/** The host an address names, or what is wrong with the address. */
function readHost(address: string): string | { problem: string } {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//iu.exec(address)?.[0].toLowerCase();
  if (scheme === undefined) return readBare(address);
  if (scheme === "http://" || scheme === "https://") return hostOf(address);
  return { problem: `is no web address: it begins with ${scheme} and not with https://.` };
}

function readBare(address: string): string | { problem: string } {
  if (/^[^/?#]*@/u.test(address))
    return { problem: "is an e-mail address: write the domain of the website instead." };
  return hostOf(`https://${address.replace(/^\/\//u, "")}`);
}

function hostOf(url: string): string | { problem: string } {
  const host = URL.parse(url)?.hostname.replace(/\.$/u, "") ?? "";
  return host === "" ? { problem: "is no domain: write one, such as shop.example.com." } : host;
}

/** One object: the list is built again for another. */
const options = { extraSuffixes: { icann: ["example"] } };

function judgeHost(host: string): NormalisedDomain {
  const parsed = parse(host, options);
  if (parsed.isIp === true) return { problem: "is an IP address: write the website's domain instead." };
  if (/(?:^|\.)localhost$/u.test(host))
    return { problem: "is this machine itself: write a domain others can reach." };
  if (parsed.hostname === null)
    return { problem: "is no domain: it has a character or a length that no domain has." };
  return judgeName(parsed, host);
}

function judgeName(
  { isIcann, publicSuffix, domain, subdomain }: ReturnType<typeof parse>,
  host: string,
): NormalisedDomain {
  if (isIcann !== true || publicSuffix === null || notForWebsites.has(publicSuffix))
    return {
      problem: `is no public domain: nobody can register a name under .${host.split(".").at(-1) ?? ""}.`,
    };
  if (domain === null || subdomain === null)
    return { problem: `is only an ending: write the name before .${publicSuffix} too.` };
  return { domain: `${subdomain}.`.replace(/^(?:www\.)+/u, "").replace(/^\.$/u, "") + domain };
}

/** On the list, but not in the public name system (RFC 7686, RFC 8375). */
const notForWebsites = new Set(["onion", "home.arpa"]);
