/** Whether a name the portal gives is the website that was asked for; "www." and case are its own. */
export function isSameSite(said: string, domain: string): boolean {
  return plain(said) === plain(domain);
}

/** Whether a text names the website, as a word of its own. */
export function namesSite(text: string, domain: string): boolean {
  return text
    .split(/[^\p{L}\p{N}.-]+/u)
    .some((word) => isSameSite(word.replace(/^[.-]+|[.-]+$/gu, ""), domain));
}

function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//u, "")
    .replace(/^www\./u, "")
    .replace(/[/.]+$/u, "");
}
