import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { codeOf, UserFacingError } from "@millrace/platform/errors";
import { importRow, websiteImport, type ImportRow, type WebsiteImport } from "@millrace/sites/contract";
import { printLine, printNote } from "../print.ts";
import type { ServerAccess } from "../running-server.ts";
import { allPages } from "./all-pages.ts";
import { callSites, withSites, type SitesFlags } from "./call-sites.ts";
import { progressOn } from "./progress.ts";

/** How often the running import is looked at, ms. */
const pollMs = 200;
/** Refused rows shown to people; --json has them all. */
const shownRows = 20;

export interface ImportFlags extends SitesFlags {
  tag?: string[];
  wait: boolean;
}

/** Sends the file, waits for the end and prints what became of its rows; resolves with the exit code. */
export async function importWebsites(path: string, flags: ImportFlags): Promise<number> {
  const form = await formOf(path, flags);
  return withSites(
    async (server) => {
      const started = await callSites(websiteImport, server, "/scraping/imports", {
        method: "POST",
        body: form,
      });
      if (!flags.wait) {
        printLine(flags.json === true ? JSON.stringify(started) : started.id);
        return 0;
      }
      const ended = await untilEnded(server, started);
      const refused = await rowsOf(server, ended, "refused");
      if (flags.json === true) printLine(JSON.stringify({ ...ended, refused }));
      else for (const line of importLines(ended, refused)) printLine(line);
      if (ended.status !== "succeeded")
        printNote(`The import of ${ended.file_name} is ${ended.status}: ${ended.message ?? "see its page"}`);
      return ended.status === "succeeded" ? 0 : 1;
    },
    flags.wait ? "all" : "web",
  );
}

async function formOf(path: string, { workspace, tag }: ImportFlags): Promise<FormData> {
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  });
  if (found?.isFile() !== true)
    throw new UserFacingError("file_missing", `There is no file ${path}.`, { exitCode: 2 });
  const form = new FormData();
  // Fields first: the server reads the form as it comes.
  form.set("workspace", workspace);
  if (tag !== undefined) form.set("tags", tag.join(","));
  form.set("file", await openAsBlob(path), basename(path));
  return form;
}

async function untilEnded(server: ServerAccess, started: WebsiteImport): Promise<WebsiteImport> {
  const progress = progressOn(process.stderr);
  let now = started;
  while (now.status === "queued" || now.status === "running") {
    progress.show(now.rows, now.of, "rows read");
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    now = await callSites(websiteImport, server, `/scraping/imports/${encodeURIComponent(now.id)}`);
  }
  progress.end();
  return now;
}

async function rowsOf(
  server: ServerAccess,
  { id }: WebsiteImport,
  outcome: ImportRow["outcome"],
): Promise<Pick<ImportRow, "line" | "text" | "message">[]> {
  const path = `/scraping/imports/${encodeURIComponent(id)}/rows`;
  const pages = await Array.fromAsync(allPages(importRow, server, path, { outcome }, null));
  return pages.flat().map(({ line, text, message }) => ({ line, text, message }));
}

function importLines(
  { file_name: file, workspace, rows, by_outcome: counts }: WebsiteImport,
  refused: readonly Pick<ImportRow, "line" | "message">[],
): string[] {
  const parts = Object.entries(counts).flatMap(([outcome, count]) =>
    count > 0 ? [`${outcome} ${count}`] : [],
  );
  const more = refused.length - shownRows;
  return [
    `${file} → ${workspace}: ${rows} rows${parts.length > 0 ? ` (${parts.join(", ")})` : ""}.`,
    ...refused.slice(0, shownRows).map(({ line, message }) => `line ${line}: ${message ?? "refused"}`),
    ...(more > 0 ? [`… and ${more} more refused rows: --json lists them all.`] : []),
  ];
}
