import { UserFacingError } from "@millrace/platform/errors";
import { website, type Website, type Workspace } from "@millrace/sites/contract";
import type { ServerAccess } from "../running-server.ts";
import { allPages } from "./all-pages.ts";

/** The website of a workspace by its domain, or by any address on it; archived ones too. */
export async function findWebsite(
  server: ServerAccess,
  workspace: Workspace,
  text: string,
): Promise<Website> {
  const domain = domainOf(text);
  for (const archived of ["false", "true"]) {
    const filter = { workspace, q: domain, archived };
    for await (const items of allPages(website, server, "/websites", filter, null)) {
      const found = items.find((each) => each.domain === domain);
      if (found !== undefined) return found;
    }
  }
  throw new UserFacingError(
    "website_unknown",
    `There is no website ${domain} in the ${workspace} workspace: add it with \`millrace sites add ${domain}\`.`,
    { exitCode: 2 },
  );
}

function domainOf(text: string): string {
  const address = text.includes("://") ? text : `https://${text}`;
  if (!URL.canParse(address))
    throw new UserFacingError("website_unreadable", `${text} is no domain.`, { exitCode: 2 });
  return new URL(address).hostname.replace(/^www\./u, "");
}
