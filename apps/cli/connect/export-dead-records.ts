import { printNote } from "../print.ts";
import { withQuery } from "../shared/with-query.ts";
import { toStdout, writeWhole } from "../shared/write-body.ts";
import { fetchConnect, withConnect } from "./call-connect.ts";
import { syncPath } from "./follow-sync.ts";

export interface ExportFlags {
  format: "csv" | "jsonl";
  output?: string;
}

/** `connect export dead-records <sync>`: what was put aside, with the reasons; to stdout, or to a file that is there only once it is whole. */
export async function exportDeadRecords(id: string, { format, output }: ExportFlags): Promise<void> {
  await withConnect(async (server) => {
    const { body } = await fetchConnect(server, withQuery(`${syncPath(id)}/dead-records/export`, { format }));
    // No body: nothing was put aside.
    const bytes = body ?? new Blob([]).stream();
    await (output === undefined ? toStdout(bytes) : writeWhole(bytes, output));
  });
  if (output !== undefined) printNote(`Written to ${output}.`);
}
