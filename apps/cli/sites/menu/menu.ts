import { intro, log, outro, select, text } from "@clack/prompts";
import { UserFacingError } from "@millrace/platform/errors";
import { session, websitesSummary, type WebsitesSummary, type Workspace } from "@millrace/sites/contract";
import type { ServerAccess } from "../../running-server.ts";
import { allPages } from "../all-pages.ts";
import { callSites, withSites } from "../call-sites.ts";
import { exportWebsites } from "../export-websites.ts";
import { isUnderWay } from "../follow-session.ts";
import { importWebsites } from "../import-websites.ts";
import { leftText, selectionText, sessionLines } from "../session-text.ts";
import { showSnapshots } from "../snapshots.ts";
import { listWebsites } from "../websites.ts";
import { watchLive } from "./live-view.ts";
import { startSession } from "./measure-step.ts";
import { answered, MenuLeft, type Terminal } from "./terminal.ts";

const acts = [
  { value: "measure", label: "Measure websites" },
  { value: "sessions", label: "Look at a session" },
  { value: "import", label: "Import a file" },
  { value: "export", label: "Export to a file" },
  { value: "list", label: "List websites" },
  { value: "snapshots", label: "Snapshots" },
  { value: "workspace", label: "Other workspace" },
  { value: "quit", label: "Quit" },
] as const;
type Act = (typeof acts)[number]["value"];

/** `millrace sites` in a terminal; without a server that runs, this process does the work it starts. */
export function openMenu(): Promise<void> {
  return withSites(
    (server, isOurs) => runMenu(server, isOurs, { input: process.stdin, output: process.stdout }),
    "all",
  );
}

/** Choose, start, watch. Ends with "Quit" or Ctrl-C, and says what goes on without it. */
export async function runMenu(server: ServerAccess, isOurs: boolean, terminal: Terminal): Promise<void> {
  const { output } = terminal;
  intro("Millrace · Sites", { output });
  try {
    await serveMenu(server, terminal);
  } catch (error) {
    if (!(error instanceof MenuLeft)) throw error;
  }
  outro(await farewell(server, isOurs), { output });
}

async function serveMenu(server: ServerAccess, terminal: Terminal): Promise<void> {
  let workspace = await askWorkspace(terminal);
  for (;;) {
    const summary = await callSites(websitesSummary, server, `/websites/summary?workspace=${workspace}`);
    log.info(summaryText(workspace, summary), { output: terminal.output });
    const act = answered<Act>(await select<Act>({ message: "What next?", options: [...acts], ...terminal }));
    if (act === "quit") return;
    if (act === "workspace") workspace = await askWorkspace(terminal);
    else await doOne(act, { server, workspace, summary, terminal });
  }
}

interface Scene {
  server: ServerAccess;
  workspace: Workspace;
  summary: WebsitesSummary;
  terminal: Terminal;
}

/** A refusal is shown, and the menu goes on. */
async function doOne(act: Exclude<Act, "quit" | "workspace">, scene: Scene): Promise<void> {
  try {
    await deeds[act](scene);
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error;
    log.error(error.message, { output: scene.terminal.output });
  }
}

const deeds: Record<Exclude<Act, "quit" | "workspace">, (scene: Scene) => Promise<unknown>> = {
  measure: async ({ server, workspace, summary, terminal }) => {
    const id = await startSession(server, workspace, summary, terminal);
    if (id !== null) await view(server, id, terminal);
  },
  sessions: async ({ server, workspace, terminal }) => {
    const id = await askSession(server, workspace, terminal);
    if (id !== null) await view(server, id, terminal);
  },
  import: async ({ workspace, terminal }) => {
    const path = answered(
      await text({ message: "CSV file or list", placeholder: "websites.csv", ...terminal }),
    );
    await importWebsites(path, { workspace, wait: true });
  },
  export: async ({ workspace, terminal }) => {
    const format = answered(
      await select<"csv" | "parquet" | "jsonl">({
        message: "Which format?",
        options: [{ value: "csv" }, { value: "parquet" }, { value: "jsonl" }],
        ...terminal,
      }),
    );
    const output = answered(
      await text({ message: "Into which file?", initialValue: `websites.${format}`, ...terminal }),
    );
    await exportWebsites({ workspace, format, output });
  },
  list: ({ workspace }) => listWebsites({ workspace, limit: 50 }),
  snapshots: ({ workspace }) => showSnapshots({ workspace, limit: 20 }),
};

async function view(server: ServerAccess, id: string, terminal: Terminal): Promise<void> {
  const { end, session: last } = await watchLive(server, id, terminal);
  if (end === "left") throw new MenuLeft();
  if (end === "ended") log.message(sessionLines(last), { output: terminal.output });
}

async function askWorkspace(terminal: Terminal): Promise<Workspace> {
  return answered<Workspace>(
    await select<Workspace>({
      message: "Which workspace?",
      options: [{ value: "production" }, { value: "test" }],
      ...terminal,
    }),
  );
}

async function askSession(
  server: ServerAccess,
  workspace: Workspace,
  terminal: Terminal,
): Promise<string | null> {
  const pages = allPages(session, server, "/scraping/sessions", { workspace }, 20);
  const items = (await Array.fromAsync(pages)).flat();
  if (items.length === 0) {
    log.info(`No session in the ${workspace} workspace yet.`, { output: terminal.output });
    return null;
  }
  return answered(
    await select({
      message: "Which session?",
      options: items.map((each) => ({
        value: each.id,
        label: `${each.status} · ${each.done}/${each.total} · ${selectionText(each.selection)}`,
        hint: each.id,
      })),
      ...terminal,
    }),
  );
}

function summaryText(workspace: Workspace, { total, by_status: counts, archived }: WebsitesSummary): string {
  const parts = Object.entries(counts).map(([status, count]) => `${status} ${count}`);
  return `${workspace}: ${total} websites (${[...parts, `archived ${archived}`].join(", ")})`;
}

/** The last line: what is under way without the menu. */
async function farewell(server: ServerAccess, isOurs: boolean): Promise<string> {
  const pages = allPages(session, server, "/scraping/sessions", {}, 50);
  const running = (await Array.fromAsync(pages)).flat().filter(isUnderWay);
  if (running.length === 0) return "Nothing is being measured.";
  return running.map(({ id }) => leftText(id, isOurs)).join("\n");
}
