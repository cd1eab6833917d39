import { InvalidArgumentError, Option, type Command } from "commander";
import type { WebsiteStatus, Workspace } from "@millrace/sites/contract";
import type { OutputFlags } from "../operate/ask-house.ts";
import { itemsPerPage, wholeNumber } from "../shared/whole-number.ts";
import { collected, hours } from "../sites/filter.ts";
import type { BulkFlags } from "../sites/bulk.ts";
import type { SitesFlags } from "../sites/call-sites.ts";
import type { ExportFlags } from "../sites/export-websites.ts";
import type { ImportFlags } from "../sites/import-websites.ts";
import type { MeasureFlags } from "../sites/measure.ts";
import type { ListFlags } from "../sites/websites.ts";

const workspaces = ["production", "test"] as const satisfies readonly Workspace[];
const statuses = [
  "pending",
  "partial",
  "completed",
  "failed",
  "na",
] as const satisfies readonly WebsiteStatus[];

/** `millrace sites …`: the menu in a terminal, and everything it does as commands; each action loads only what it needs. */
export function addSitesCommands(program: Command): void {
  const sites = program
    .command("sites")
    .description("Websites and their metrics: import, measure, list, export; without a command a menu")
    .enablePositionalOptions()
    .action(async () => {
      // Without a terminal nobody could choose.
      if (!process.stdin.isTTY || !process.stdout.isTTY) sites.help({ error: true });
      await (await import("../sites/menu/menu.ts")).openMenu();
    })
    .configureHelp({ showGlobalOptions: false });
  addWebsiteCommands(sites);
  addMeasure(sites);
  addSessionCommands(sites);
  addExport(sites);
  addSafetyCommands(sites);
  addLooks(sites);
}

function addWebsiteCommands(sites: Command): void {
  inWorkspace(leaf(sites, "import <csv>", "Import websites from a CSV file or a list, and wait for the end"))
    .option("--tag <tag>", "given to every website; may be repeated", collected)
    .option("--no-wait", "print the import's id and leave it to the server")
    .action(async (path: string, flags: ImportFlags) => {
      process.exitCode = await (await import("../sites/import-websites.ts")).importWebsites(path, flags);
    });
  inWorkspace(leaf(sites, "add <domain>", "Add one website"))
    .option("--name <name>", "what people call it")
    .option("--tag <tag>", "may be repeated", collected)
    .action(async (domain: string, flags: SitesFlags & { name?: string; tag?: string[] }) =>
      (await import("../sites/websites.ts")).addWebsite(domain, flags),
    );
  const list = withFilters(leaf(sites, "list", "List websites"));
  list
    .option("--sort <column>", "domain, status, last_measured_at, created_at, coverage, or a metric")
    .option("--descending", "highest or latest first")
    .option("--limit <number>", "how many; all without it", wholeNumber(1, 1_000_000))
    .action(async (flags: ListFlags) => (await import("../sites/websites.ts")).listWebsites(flags));
  inWorkspace(
    leaf(sites, "metrics <domain>", "A website's newest readings, with where each came from"),
  ).action(async (domain: string, flags: SitesFlags) =>
    (await import("../sites/websites.ts")).showMetrics(domain, flags),
  );
}

function addMeasure(sites: Command): void {
  inWorkspace(leaf(sites, "measure", "Measure a selection of websites, and wait for the end"))
    .addOption(statusOption())
    .option("--tag <tag>", "with any of these; may be repeated", collected)
    .option("--older-than <age>", "measured longer ago than this, or never: 24h, 7d", hours)
    .option("--domain <domain>", "these websites; may be repeated", collected)
    .option("--provider <name>", "who is asked; default: the first that is ready")
    .option("--workers <number>", "at work at the same time", wholeNumber(1, 16), 2)
    .option("--priority <number>", "0 goes first", wholeNumber(0, 100), 10)
    .addOption(
      new Option("--fresh <age>", "skip what was measured since: 24h, 0h")
        .argParser(hours)
        .default(24, "24h"),
    )
    .option("--metric <name>", "only these; may be repeated", collected)
    .option("--no-wait", "print the session's id and leave it to the server")
    .action(async (flags: MeasureFlags) => {
      process.exitCode = await (await import("../sites/measure.ts")).measure(flags);
    });
}

function addSessionCommands(sites: Command): void {
  inWorkspace(leaf(sites, "sessions", "List sessions, newest first"))
    .option("--limit <number>", "how many", itemsPerPage, 50)
    .action(async (flags: SitesFlags & { limit: number }) =>
      (await import("../sites/sessions.ts")).showSessions(flags),
    );
  leaf(sites, "session <id>", "One session: progress, workers, report")
    .option("--watch", "follow it to its end")
    .addOption(new Option("--log", "everything said in it, as JSON Lines").conflicts(["watch", "json"]))
    .action(async (id: string, flags: OutputFlags & { watch?: boolean; log?: boolean }) => {
      process.exitCode = await (await import("../sites/sessions.ts")).showSession(id, flags);
    });
  const acts = {
    pause: "Hold a session; what is measured stays",
    resume: "Go on with a paused or failed session",
    cancel: "End a session; what is measured stays",
  } as const;
  for (const act of ["pause", "resume", "cancel"] as const) {
    leaf(sites, `${act} <session>`, acts[act]).action(async (id: string, flags: OutputFlags) =>
      (await import("../sites/sessions.ts")).actOnSession(act, id, flags),
    );
  }
}

function addExport(sites: Command): void {
  withFilters(sites.command("export").description("Export websites and their metrics"))
    .addOption(
      new Option("--format <format>", "of the file")
        .choices(["csv", "parquet", "jsonl", "xlsx"])
        .default("csv"),
    )
    .addOption(
      new Option("--shape <shape>", "a line per website, or per website, metric and measurement")
        .choices(["websites", "readings"])
        .default("websites"),
    )
    .option("--output <file>", "instead of stdout")
    .action(async (flags: ExportFlags) =>
      (await import("../sites/export-websites.ts")).exportWebsites(flags),
    );
}

function addSafetyCommands(sites: Command): void {
  inWorkspace(leaf(sites, "snapshots", "List snapshots, newest first"))
    .option("--limit <number>", "how many", itemsPerPage, 50)
    .action(async (flags: SitesFlags & { limit: number }) =>
      (await import("../sites/snapshots.ts")).showSnapshots(flags),
    );
  const snapshot = sites.command("snapshot").description("Keep the websites of a workspace as they are");
  inWorkspace(leaf(snapshot, "create", "Make a snapshot"))
    .requiredOption("--reason <text>", "why, for who looks for it later")
    .action(async (flags: SitesFlags & { reason: string }) =>
      (await import("../sites/snapshots.ts")).createSnapshot(flags),
    );
  leaf(
    sites,
    "restore <snapshot>",
    "Bring websites back as a snapshot has them: shows what changes, and asks",
  )
    .option("--yes", "do it without being asked")
    .action(async (id: string, flags: OutputFlags & { yes?: boolean }) => {
      process.exitCode = await (await import("../sites/snapshots.ts")).restoreSnapshot(id, flags);
    });
  for (const kind of ["archive", "unarchive"] as const) {
    withFilters(
      leaf(sites, kind, `${kind === "archive" ? "Archive" : "Bring back"} websites: shows which, and asks`),
    )
      .option("--yes", "do it without being asked")
      .action(async (flags: BulkFlags) => {
        const all = kind === "unarchive" ? { ...flags, archived: true } : flags;
        process.exitCode = await (await import("../sites/bulk.ts")).changeInBulk({ kind }, all);
      });
  }
}

function addLooks(sites: Command): void {
  leaf(sites, "providers", "Who can be asked for metrics, and whether they answer").action(
    async (flags: OutputFlags) => (await import("../sites/providers.ts")).showProviders(flags),
  );
  inWorkspace(leaf(sites, "alerts", "Alert rules")).action(async (flags: SitesFlags) =>
    (await import("../sites/alerts.ts")).showAlerts(flags),
  );
}

function leaf(parent: Command, nameAndArguments: string, description: string): Command {
  return parent.command(nameAndArguments).description(description).option("--json", "one JSON document");
}

function inWorkspace(command: Command): Command {
  return command.addOption(
    new Option("--workspace <workspace>", "whose data").choices(workspaces).default("production"),
  );
}

function withFilters(command: Command): Command {
  return inWorkspace(command)
    .addOption(statusOption())
    .option("--tag <tag>", "with this tag")
    .option("--older-than <age>", "measured longer ago than this, or never: 24h, 7d", hours)
    .option("--q <text>", "part of a domain or name")
    .option("--missing <metric>", "without a value for this metric")
    .option("--archived", "archived ones instead");
}

function statusOption(): Option {
  return new Option("--status <status>", `how they stand: ${statuses.join(", ")}; may be repeated`).argParser(
    oneOf(statuses),
  );
}

/** A choice that may be given several times. */
function oneOf(values: readonly string[]): (value: string, before: string[] | undefined) => string[] {
  return (value, before) => {
    if (!values.includes(value)) throw new InvalidArgumentError(`Allowed choices are ${values.join(", ")}.`);
    return collected(value, before);
  };
}
