import { UserFacingError } from "@millrace/platform/errors";
import { printNote } from "../print.ts";
import { withQuery } from "../shared/with-query.ts";
import { toStdout, writeWhole } from "../shared/write-body.ts";
import { fetchSites, withSites } from "./call-sites.ts";
import { websiteQueries, type FilterFlags } from "./filter.ts";

export interface ExportFlags extends Omit<FilterFlags, "tag" | "status"> {
  tag?: string;
  status?: FilterFlags["status"];
  format: "csv" | "jsonl" | "parquet" | "xlsx";
  shape?: "websites" | "readings";
  output?: string;
}

const binaryFormats: ReadonlySet<string> = new Set(["parquet", "xlsx"]);

/** `sites export`: to stdout, or to a file that is there only once it is whole. */
export async function exportWebsites({ format, shape, output, ...filter }: ExportFlags): Promise<void> {
  const [query, second] = websiteQueries(filter, Date.now());
  if (second !== undefined)
    throw new UserFacingError("one_status", "An export takes one --status at most.", { exitCode: 2 });
  if (output === undefined && binaryFormats.has(format) && process.stdout.isTTY)
    throw new UserFacingError("no_text", `A ${format} file is no text: give --output <file>.`, {
      exitCode: 2,
    });
  await withSites(async (server) => {
    const { body } = await fetchSites(server, withQuery("/websites/export", { ...query, format, shape }));
    if (body === null) throw new UserFacingError("empty_export", "The server sent an empty export.");
    if (output === undefined) await toStdout(body);
    else await writeWhole(body, output);
  });
  if (output !== undefined) printNote(`Written to ${output}.`);
}
