import {
  bulkPreview,
  bulkResult,
  type BulkChange,
  type BulkPreview,
  type WebsiteFilters,
} from "@millrace/sites/contract";
import { UserFacingError } from "@millrace/platform/errors";
import { printLine, printNote } from "../print.ts";
import { askYes } from "./ask-yes.ts";
import { callSites, jsonRequest, withSites } from "./call-sites.ts";
import { websiteQueries, type FilterFlags } from "./filter.ts";

export interface BulkFlags extends Omit<FilterFlags, "tag"> {
  tag?: string;
  yes?: boolean;
  json?: boolean;
}

/** A change of many websites at once: shows what it will do, asks, and does it; resolves with the exit code. */
export function changeInBulk(change: BulkChange, { yes, json, ...flags }: BulkFlags): Promise<number> {
  const [query, second] = websiteQueries(flags, Date.now());
  if (second !== undefined)
    throw new UserFacingError("one_status", "A bulk change takes one --status at most.", { exitCode: 2 });
  const filter = Object.fromEntries(
    Object.entries(query ?? {}).filter(([, value]) => value !== undefined),
  ) as Partial<WebsiteFilters>;
  return withSites(async (server) => {
    const request = { filter, change };
    const preview = await callSites(
      bulkPreview,
      server,
      "/websites/bulk/preview",
      jsonRequest("POST", request),
    );
    for (const line of previewLines(preview)) printNote(line);
    if (preview.changed === 0) return 0;
    if (!(await askYes(`Change ${preview.changed}?`, yes))) {
      printNote("Nothing is changed.");
      return 1;
    }
    const result = await callSites(
      bulkResult,
      server,
      "/websites/bulk",
      jsonRequest("POST", { ...request, token: preview.token }),
    );
    printLine(
      json === true
        ? JSON.stringify(result)
        : `Changed: ${result.changed}. Undo: millrace sites restore ${result.snapshot_id}`,
    );
    return 0;
  });
}

function previewLines({ selected, changed, sample }: BulkPreview): string[] {
  const more = changed - sample.length;
  return [
    `Match: ${selected}. Would change: ${changed}.`,
    ...sample.map(({ domain, before, after }) => `  ${domain}: ${before} → ${after}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}
