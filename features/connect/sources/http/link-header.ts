/** One link of the header: the address, then its parameters up to the next comma outside quotes. */
const LINK =
  /<(?<target>[^>]*)>(?<parameters>(?:\s*;\s*[\w!#$&+\-.^`|~*]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",;]+))?)*)/gu;
const REL = /;\s*rel\s*=\s*(?:"(?<quoted>[^"]*)"|(?<plain>[^\s",;]+))/iu;

/** The target of the first link with rel="next" (RFC 8288 §3: rel may hold several names); null when there is none. */
export function nextLink(header: string | undefined): string | null {
  const links = [...(header ?? "").matchAll(LINK)].map(({ groups = {} }) => groups);
  const next = links.find(({ parameters = "" }) => relationsOf(parameters).includes("next"));
  return next?.["target"] ?? null;
}

function relationsOf(parameters: string): string[] {
  const { quoted = "", plain = quoted } = REL.exec(parameters)?.groups ?? {};
  return plain.toLowerCase().split(/\s+/u);
}
