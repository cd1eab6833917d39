import { text } from "node:stream/consumers";
import { rowTrace, type RowTrace } from "@millrace/connect/contract";
import { UserFacingError } from "@millrace/platform/errors";
import { z } from "zod";
import { factsOf } from "../operate/table.ts";
import { instantText } from "../operate/units.ts";
import { printLine } from "../print.ts";
import { withQuery } from "../shared/with-query.ts";
import { toStdout } from "../shared/write-body.ts";
import { callConnect, fetchConnect, withConnect } from "./call-connect.ts";
import { exitCodes } from "./exit-codes.ts";
import { syncPath } from "./follow-sync.ts";

/** The columns of provenance; destinations without integers give them as text. */
const provenance = z.looseObject({
  _run: z.string().min(1),
  _page: z.coerce.number().int().min(0),
  _offset: z.coerce.number().int().min(0),
});

/** `connect trace <row>`: from a delivered row back to the answer it stood in. */
export async function traceRow(given: string, flags: { raw?: boolean; json?: boolean }): Promise<void> {
  const row = placeOf(given === "-" ? await text(process.stdin) : given);
  await withConnect(async (server) => {
    const found = await callConnect(rowTrace, server, withQuery("/connect/trace", { row }));
    if (flags.raw === true) {
      const { body } = await fetchConnect(server, `${syncPath(found.sync_id)}/pages/${found.page}`);
      if (body !== null) await toStdout(body);
    } else if (flags.json === true) printLine(JSON.stringify(found));
    else for (const line of traceLines(found)) printLine(line);
  });
}

/** "run:page:offset", also from a whole row as JSON. */
export function placeOf(given: string): string {
  const trimmed = given.trim();
  if (/^[^\s:{]+:\d+:\d+$/u.test(trimmed)) return trimmed;
  const row = provenance.safeParse(parseJson(trimmed));
  if (row.success) return `${row.data._run}:${row.data._page}:${row.data._offset}`;
  throw new UserFacingError(
    "row_unreadable",
    "A row is named by <run>:<page>:<offset>, or given as JSON with its columns _run, _page and _offset.",
    { exitCode: exitCodes.misunderstood },
  );
}

function parseJson(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return null;
  }
}

function traceLines(found: RowTrace): string[] {
  const facts = factsOf([
    ["sync", found.sync_id],
    ["connection", found.connection_name],
    ["stream", found.stream],
    ["page", found.page],
    ["offset", found.offset],
    ["from", found.origin],
    ["request id", found.request_id],
    ["fetched", instantText(found.fetched_at)],
    ["page hash", found.page_hash],
    ["record hash", found.record_hash],
  ]);
  return [...facts, "", JSON.stringify(found.record, null, 2)];
}
