import { openAsBlob } from "node:fs";
import { collection, type Collection } from "@millrace/posts/contract";
import { listImportFiles } from "@millrace/posts/commands";
import type { HouseConfig } from "../load-house-config.ts";
import { printLine, printNote } from "../print.ts";
import { callApi } from "../shared/call-api.ts";
import type { ServerAccess } from "../running-server.ts";
import { withServer } from "../shared/with-server.ts";

/** How often the running import is looked at, ms. */
const pollMs = 200;
const nothingImportedExitCode = 3;

/** Uploads the files, waits for the collection to end and prints it. Exit code 3 when no post was found in them. */
export async function importPosts(
  config: HouseConfig,
  paths: string[],
  options: { rules: string; isJson: boolean },
): Promise<number> {
  const form = new FormData();
  form.set("rules", options.rules);
  for (const { path, name } of await listImportFiles(paths))
    form.append("files", await openAsBlob(path), name);
  const done = await withServer(config, async (server) => {
    const started = await callApi(collection, server, "/imports", { method: "POST", body: form });
    return untilEnded(server, started);
  });
  for (const problem of done.problems) printNote(problem);
  printLine(
    options.isJson
      ? JSON.stringify(done)
      : `${done.saved} new posts of ${done.seen} found (${done.duplicates} known already, ${done.rejected} rejected by ${done.rules}).`,
  );
  if (done.status !== "succeeded")
    printNote(`The import ended as ${done.status}: ${done.message ?? "see the run on the Operate page"}`);
  if (done.status !== "succeeded") return 1;
  return done.seen === 0 ? nothingImportedExitCode : 0;
}

async function untilEnded(server: ServerAccess, started: Collection): Promise<Collection> {
  let now = started;
  while (now.status === "queued" || now.status === "running") {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    now = await callApi(collection, server, `/collections/${encodeURIComponent(now.id)}`);
  }
  return now;
}
