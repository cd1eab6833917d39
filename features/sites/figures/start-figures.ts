import { runIdOf } from "@millrace/engine";
import { HttpProblem, type Authorized } from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { inTransaction } from "@millrace/platform/db";
import { Broken } from "@millrace/platform/errors";
import { publishEvents } from "@millrace/platform/events";
import { newId } from "@millrace/platform/ids";
import { measureWebsites, siteEvents, type Workspace } from "../contract.ts";
import { readFigures, type Figures } from "../providers/csv/read-figures.ts";
import type { SiteProvider } from "../providers/provider.ts";
import { addMissingDomains, matchDomains } from "../queries/match-domains.ts";
import { insertSession, type SessionInput } from "../queries/open-session.ts";
import { audited } from "../routes/audited.ts";
import type { SitesRoutesContext } from "../routes/context.ts";
import { saveSnapshot } from "../snapshots/save-snapshot.ts";
import { decodeText } from "../tables/decode-text.ts";

export interface FiguresFile {
  name: string;
  hash: string;
  workspace: Workspace;
  /** Websites of the file that are not there are added; otherwise they are left out. */
  addsMissing: boolean;
}

export interface StartedFigures {
  sessionId: string;
  figures: Figures;
  added: number;
  unknown: string[];
}

/** Websites one session may have. */
const maxWebsites = 10_000;
/** Nobody is asked: more workers than this only wait for the database. */
const workers = 4;

/**
 * Starts a session that reads the figures of a kept file, for its websites that are there. Throws `HttpProblem` 422 for a
 * file that has no figures of any of them.
 */
export async function startFigures(
  actor: Authorized<"sites:write">,
  context: SitesRoutesContext,
  file: FiguresFile,
): Promise<StartedFigures> {
  const { db, engine, providers } = context;
  const provider = providers.all.find(({ takesFiles }) => takesFiles);
  if (provider === undefined) throw new Broken("No provider of this installation takes files.");
  const figures = await readKept(context, provider, file);
  const domains = [...figures.byDomain.keys()];
  const added = file.addsMissing ? await addMissing(actor, context, file, domains) : 0;
  const known = await matchDomains(db.pool, file.workspace, domains);
  if (known.size === 0)
    throw noFigures("None of its websites is in this workspace.", "Send add_missing=true to add them.");
  const key = newId();
  const id = runIdOf(measureWebsites.id, key);
  const input: SessionInput = {
    workspace: file.workspace,
    selection: { website_ids: [...known.values()] },
    provider: provider.id,
    workers,
    priority: 0,
    remeasure_after_hours: 0,
    metrics: [...figures.columns.keys()],
    started_by: actor.name,
    file_hash: file.hash,
  };
  const detail = { file: file.name, hash: file.hash, workspace: file.workspace, websites: known.size };
  await audited(db.pool, actor, { action: "site_figures.start", subject: id, detail }, async () => {
    await engine.start(measureWebsites, input, { key, priority: input.priority });
    await insertSession(db.pool, id, input);
  });
  return { sessionId: id, figures, added, unknown: domains.filter((domain) => !known.has(domain)) };
}

async function readKept(
  { objects }: SitesRoutesContext,
  { metrics }: SiteProvider,
  { name, hash }: FiguresFile,
): Promise<Figures> {
  const bytes = await objects.get(hash);
  if (bytes === null) throw new Broken(`The file ${name} (${hash}) vanished right after it was kept.`);
  const figures = readFigures(decodeText(bytes), metrics);
  if ("problem" in figures) throw noFigures(figures.problem, "Send a CSV file with column names.");
  if (figures.byDomain.size === 0)
    throw noFigures("No row of it names a website.", "Look at its first column.");
  if (figures.byDomain.size > maxWebsites)
    throw noFigures(`It has figures of more than ${maxWebsites} websites.`, "Send it in several files.");
  return figures;
}

/** The workspace as it was is kept first. */
async function addMissing(
  actor: Authorized<"sites:write">,
  { db }: SitesRoutesContext,
  { name, workspace }: FiguresFile,
  domains: readonly string[],
): Promise<number> {
  return inTransaction(db.pool, async (client) => {
    const reason = `Before: websites of ${name}`;
    const snapshot = await saveSnapshot(client, {
      workspace,
      createdBy: actor.name,
      reason,
      isAutomatic: true,
    });
    const added = await addMissingDomains(client, workspace, domains);
    if (added > 0)
      await publishEvents(client, [{ type: siteEvents.lists, subject: workspace, payload: { workspace } }]);
    const detail = { workspace, file: name, added, snapshot };
    await recordAudit(client, { actor, action: "websites.added", subject: null, detail });
    return added;
  });
}

function noFigures(detail: string, action: string): HttpProblem {
  return new HttpProblem(422, "no_figures", detail, { field: "form.file", action });
}
