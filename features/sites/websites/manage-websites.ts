import { isDeepStrictEqual } from "node:util";
import { HttpProblem, type Authorized } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import type { Clock } from "@millrace/platform/clock";
import { inTransaction, type Database } from "@millrace/platform/db";
import { publishEvents } from "@millrace/platform/events";
import { newId } from "@millrace/platform/ids";
import { siteEvents, type NewWebsite, type Website, type WebsiteChange } from "../contract.ts";
import { addWebsite } from "../queries/add-website.ts";
import { changedMarks, lockWebsite, saveMarks, type WebsiteMarks } from "../queries/change-website.ts";
import { existingWebsite, websiteNotFound } from "./existing-website.ts";
import { normaliseDomain } from "./normalise-domain.ts";

type Editor = Authorized<"sites:write">;

interface Collaborators {
  db: Database;
  clock: Clock;
}

/** Adds one website. Throws `HttpProblem` 422 when the text names none, 409 when its workspace has it already. */
export async function createWebsite(
  actor: Editor,
  { db, clock }: Collaborators,
  request: NewWebsite,
): Promise<Website> {
  const read = normaliseDomain(request.domain);
  if ("problem" in read) throw new HttpProblem(422, "no_website", read.problem, { field: "json.domain" });
  const { domain } = read;
  return inTransaction(db.pool, async (client) => {
    const id = newId();
    const existing = await addWebsite(client, { ...request, id, domain });
    if (existing !== null) throw alreadyThere(domain, existing);
    const website = await existingWebsite(client, id, clock.now());
    await publishEvents(client, [{ type: siteEvents.website, subject: id, payload: website }]);
    const { workspace, name, tags } = website;
    await recordAudit(client, {
      actor,
      action: "website.added",
      subject: id,
      detail: { domain, workspace, name, tags },
    });
    return website;
  });
}

/** Changes name or tags; 404. What is as asked already stays, and nobody is told. */
export async function editWebsite(
  actor: Editor,
  collaborators: Collaborators,
  id: string,
  change: WebsiteChange,
): Promise<Website> {
  return changeWebsite(actor, collaborators, id, "website.changed", (marks) => changedMarks(marks, change));
}

/** Archives a website or brings it back; 404. One already as asked stays as it was. */
export async function markArchived(
  actor: Editor,
  collaborators: Collaborators,
  id: string,
  isArchived: boolean,
): Promise<Website> {
  const action = isArchived ? "website.archived" : "website.unarchived";
  return changeWebsite(actor, collaborators, id, action, (marks) => ({ ...marks, isArchived }));
}

async function changeWebsite(
  actor: Editor,
  { db, clock }: Collaborators,
  id: string,
  action: string,
  change: (marks: WebsiteMarks) => WebsiteMarks,
): Promise<Website> {
  return inTransaction(db.pool, async (client) => {
    const before = await lockWebsite(client, id);
    if (before === null) throw websiteNotFound(id);
    const after = change(before);
    if (isDeepStrictEqual(before, after)) return existingWebsite(client, id, clock.now());
    await saveMarks(client, id, after);
    const website = await existingWebsite(client, id, clock.now());
    await publishEvents(client, [{ type: siteEvents.website, subject: id, payload: website }]);
    const detail = { domain: website.domain, workspace: website.workspace, from: before, to: after };
    await recordAudit(client, { actor, action, subject: id, detail });
    return website;
  });
}

function alreadyThere(domain: string, { id, isArchived }: { id: string; isArchived: boolean }): HttpProblem {
  return new HttpProblem(
    409,
    "website_exists",
    `${domain} is in this workspace already${isArchived ? ", archived" : ""}.`,
    {
      field: "json.domain",
      subject: id,
      action: isArchived
        ? "Bring it back with DELETE /websites/{id}/archive."
        : "Change the one that is there.",
    },
  );
}
