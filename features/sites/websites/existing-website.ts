import { HttpProblem } from "@millrace/platform/api";
import type { Queryable } from "@millrace/platform/events";
import type { Website } from "../contract.ts";
import { getWebsite } from "../queries/get-website.ts";

/** One website, or the problem every route about one answers with when there is none. */
export async function existingWebsite(db: Queryable, id: string, now: number): Promise<Website> {
  const website = await getWebsite(db, id, now);
  if (website === null) throw websiteNotFound(id);
  return website;
}

export function websiteNotFound(id: string): HttpProblem {
  return new HttpProblem(404, "website_not_found", `There is no website ${id}.`, {
    action: "It may have been deleted; look for it in the list.",
  });
}
