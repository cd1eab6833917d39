import { inTransaction, type Database } from "@millrace/platform/db";
import { publishEvents } from "@millrace/platform/events";
import { siteEvents } from "../contract.ts";
import type { SiteProvider } from "../providers/provider.ts";
import { reconcileExpected } from "../queries/reconcile-expected.ts";

/** Brings the coverage of every website up to what its provider declares in this release; lists on screen are read again. */
export async function followDeclarations(
  { pool }: Pick<Database, "pool">,
  providers: readonly Pick<SiteProvider, "id" | "metrics">[],
): Promise<void> {
  const declared = new Map(providers.map(({ id, metrics }) => [id, metrics.map((metric) => metric.id)]));
  await inTransaction(pool, async (client) => {
    const workspaces = await reconcileExpected(client, declared);
    await publishEvents(
      client,
      workspaces.map((workspace) => ({ type: siteEvents.lists, subject: workspace, payload: { workspace } })),
    );
  });
}
