import { handleWorkflow, type WorkflowContext, type WorkflowHandler } from "@millrace/engine";
import { Broken, NeedsAttention } from "@millrace/platform/errors";
import type { z } from "zod";
import { collectPosts, type collectPostsInput, type collectPostsOutput } from "../contract.ts";
import { endCollection, getCollection, insertCollection } from "../queries/collections.ts";
import { readSourceStates, touchSource } from "../queries/source-state.ts";
import type { SourcePage } from "../sources/source.ts";
import type { CollectDependencies } from "./dependencies.ts";
import { publishCollection, publishSource } from "./publish-changes.ts";
import { saveDocuments, type SaveOutcome } from "./save-documents.ts";

type Input = z.infer<typeof collectPostsInput>;
type Output = z.infer<typeof collectPostsOutput>;

/** open → for each page: fetch, extract and save → close. Each a durable step; a crash repeats at most one. */
export function collectPostsHandler(dependencies: CollectDependencies): WorkflowHandler {
  return handleWorkflow(collectPosts, (context, input) => collect(dependencies, context, input));
}

async function collect(deps: CollectDependencies, context: WorkflowContext, input: Input): Promise<Output> {
  await context.step("open", () => openCollection(deps, context.runId, input));
  let cursor: string | null = null;
  let seen = 0;
  for (let page = 0; ; page += 1) {
    await context.step(`check-source-${page}`, () => assertSourceIsOpen(deps, input));
    const from: string | null = cursor;
    const found: SourcePage = await context.step(`fetch-page-${page}`, ({ signal, log }) =>
      deps
        .sourceOf(input.source)
        .nextPage({ http: deps.http, objects: deps.objects, log, signal, runId: context.runId }, input, from),
    );
    const saved: SaveOutcome = await context.step(`save-page-${page}`, async (step) => {
      // A fork has its opening from the run it was made of: its own collection begins with its first page.
      await insertCollection(deps.db.pool, context.runId, input);
      return saveDocuments(deps, { collectionId: context.runId, page, input, found }, (change) =>
        step.transaction(change),
      );
    });
    seen += saved.seen;
    await context.progress({ done: seen, of: found.total, unit: "posts" });
    // What stood behind a wall is asked for again, once a person has resumed the source.
    if (saved.isBehindWall) continue;
    cursor = found.nextCursor;
    if (cursor === null) break;
  }
  return context.step("close", () => closeCollection(deps, context.runId, input));
}

async function openCollection(deps: CollectDependencies, id: string, input: Input): Promise<null> {
  await insertCollection(deps.db.pool, id, input);
  await publishCollection(deps, id);
  return null;
}

/** A source a wall has closed stays closed until a person resumes it; the run waits as `paused`. */
async function assertSourceIsOpen(deps: CollectDependencies, input: Input): Promise<null> {
  const state = (await readSourceStates(deps.db.pool)).get(input.source);
  if (state?.paused_at != null) {
    throw new NeedsAttention(state.message ?? `The source ${input.source} is paused; resume it to go on.`, {
      facts: { source: input.source, wall: state.wall },
    });
  }
  return null;
}

async function closeCollection(deps: CollectDependencies, id: string, input: Input): Promise<Output> {
  await endCollection(deps.db.pool, id);
  await touchSource(deps.db.pool, input.source);
  await publishCollection(deps, id);
  await publishSource(deps, input.source);
  const stored = await getCollection(deps.db, id);
  if (stored === null) throw new Broken(`The collection ${id} has no row any more, though its run goes on.`);
  const { pages, seen, saved, rejected } = stored;
  return { pages, seen, saved, duplicates: seen - saved, rejected, wall: null };
}
