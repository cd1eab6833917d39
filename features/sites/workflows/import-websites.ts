import { handleWorkflow, type WorkflowContext, type WorkflowHandler } from "@millrace/engine";
import type { Database } from "@millrace/platform/db";
import { Broken } from "@millrace/platform/errors";
import { publishEvents, type Queryable } from "@millrace/platform/events";
import type { ObjectStore } from "@millrace/platform/objects";
import type { z } from "zod";
import { importWebsites, siteEvents, type ImportOutcome, type WebsiteImport } from "../contract.ts";
import { readRows } from "../imports/read-rows.ts";
import { tableShapeOf, type TableShape } from "../imports/table-shape.ts";
import { endImport, getImport, insertImport, noteRowsInAll } from "../queries/imports.ts";
import { saveImportBatch } from "../queries/save-import-batch.ts";
import { saveSnapshot } from "../snapshots/save-snapshot.ts";
import { decodeText } from "../tables/decode-text.ts";
import type { Place } from "../tables/read-record.ts";
import { importView } from "./import-view.ts";

type Input = z.infer<typeof importWebsites.input>;

/** What importing uses. */
export interface ImportDependencies {
  db: Database;
  objects: ObjectStore;
}

/** Rows saved in one transaction: what a crash repeats at most. */
const rowsPerBatch = 500;
/** Rows counted before others get their turn of the process. */
const rowsPerTurn = 5_000;

/** open → for each batch: read and save its rows → close. A crash repeats at most the batch it came in. */
export function importWebsitesHandler(dependencies: ImportDependencies): WorkflowHandler {
  return handleWorkflow(importWebsites, (context, input) => importAll(dependencies, context, input));
}

async function importAll(deps: ImportDependencies, context: WorkflowContext, input: Input) {
  const file = openFile(deps.objects, input);
  const { runId } = context;
  await context.step("open", async (step) => {
    const of = await countRows(await file());
    return step.transaction((db) => openImport(db, runId, input, of));
  });
  let place: Place | null | undefined;
  let rows = 0;
  for (let batch = 0; place !== null; batch += 1) {
    const from: Place | undefined = place;
    const firstRow: number = rows + 1;
    const read = await context.step(`save-rows-${batch}`, async (step) => {
      const { text, shape } = await file();
      const found = readRows(text, shape, from ?? shape.first, rowsPerBatch);
      const { workspace, tags } = input;
      await step.transaction(async (db) => {
        const saved = { importId: runId, workspace, firstRow, rows: found.rows, tags };
        await publishBatch(db, runId, input, await saveImportBatch(db, saved));
        return null;
      });
      return { rows: found.rows.length, next: found.next };
    });
    rows += read.rows;
    place = read.next;
  }
  await context.step("close", (step) =>
    step.transaction(async (db) => {
      await endImport(db, runId);
      await publishImport(db, runId);
      return null;
    }),
  );
  return { rows };
}

interface OpenFile {
  text: string;
  shape: TableShape;
}

/** Reads the kept file when it is first needed, and never twice: what it holds is what its name says. */
function openFile(objects: ObjectStore, { hash, file_name: name }: Input): () => Promise<OpenFile> {
  let opened: Promise<OpenFile> | null = null;
  return () =>
    (opened ??= readFile(objects, hash, name).catch((error: unknown) => {
      // The next try reads it again.
      opened = null;
      throw error;
    }));
}

async function readFile(objects: ObjectStore, hash: string, name: string): Promise<OpenFile> {
  const bytes = await objects.get(hash);
  if (bytes === null) throw new Broken(`The file ${name} (${hash}) is not in the object store any more.`);
  const text = decodeText(bytes);
  return { text, shape: tableShapeOf(text) };
}

async function countRows({ text, shape }: OpenFile): Promise<number> {
  let rows = 0;
  for (let place: Place | null = shape.first; place !== null;) {
    const read = readRows(text, shape, place, rowsPerTurn);
    rows += read.rows.length;
    place = read.next;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return rows;
}

/** The workspace as it was is kept first, so that an import of the wrong file can be undone. */
async function openImport(db: Queryable, id: string, input: Input, rows: number): Promise<null> {
  const { workspace, file_name: fileName, hash, tags, started_by: createdBy } = input;
  await insertImport(db, { id, workspace, fileName, hash, tags });
  await noteRowsInAll(db, id, rows);
  const reason = `Before: import of ${fileName}`;
  await saveSnapshot(db, { workspace, createdBy, reason, isAutomatic: true });
  await publishImport(db, id);
  return null;
}

async function publishBatch(
  db: Queryable,
  id: string,
  { workspace }: Input,
  counts: Partial<Record<ImportOutcome, number>>,
): Promise<void> {
  await publishImport(db, id);
  if ((counts.added ?? 0) + (counts.updated ?? 0) === 0) return;
  await publishEvents(db, [{ type: siteEvents.lists, subject: workspace, payload: { workspace } }]);
}

/** While its own workflow speaks, an import is running, until its row says that it ended. */
async function publishImport(db: Queryable, id: string): Promise<void> {
  const stored = await getImport(db, id);
  if (stored === null) throw new Broken(`The import ${id} has no row any more, though its run goes on.`);
  const payload: WebsiteImport = importView(stored, { status: "running", endedAt: null, error: null });
  await publishEvents(db, [{ type: siteEvents.import, subject: id, payload }]);
}
