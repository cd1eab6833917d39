import { linkPages } from "../contract.ts";
import type { LinkKind } from "../queries/links.ts";

const pages = {
  setup: linkPages.setup,
  "sign-in": linkPages.signIn,
  invitation: linkPages.invitation,
} as const satisfies Record<LinkKind, string>;

/** The token stands behind `#`: browsers keep it from servers, proxies and Referer headers. */
export function linkUrl(baseUrl: string, kind: LinkKind, token: string): string {
  return `${baseUrl}${pages[kind]}#${token}`;
}
