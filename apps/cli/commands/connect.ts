import { Option, type Command } from "commander";
import type { Connection } from "@millrace/connect/contract";
import type { Act } from "../connect/act-on-sync.ts";
import type { BackfillFlags } from "../connect/backfill.ts";
import type { ExportFlags } from "../connect/export-dead-records.ts";
import {
  certificateHelp,
  checkHelp,
  connectHelp,
  dryRunHelp,
  runHelp,
  traceHelp,
  waitHelp,
} from "../connect/help-texts.ts";
import { instant } from "../connect/instant.ts";
import type { ListFlags } from "../connect/list-connections.ts";
import type { RunFlags } from "../connect/run.ts";
import type { StatusFlags } from "../connect/show-status.ts";
import type { OutputFlags } from "../operate/ask-house.ts";
import { itemsPerPage } from "../shared/whole-number.ts";

const statuses = ["ready", "paused", "needs_attention"] as const satisfies readonly Connection["status"][];

interface ConfigFlags extends OutputFlags {
  config?: string;
}

/** `millrace connect …`: any source to any destination; each action loads only what it needs. */
export function addConnectCommands(program: Command): void {
  const connect = program
    .command("connect")
    .description("Connections: check, run, watch and prove syncs from any source to any destination")
    .enablePositionalOptions()
    .addHelpText("after", connectHelp);
  addRunning(connect);
  addLooking(connect);
  addActs(connect);
  addProof(connect);
  addConnectors(connect);
}

function addRunning(connect: Command): void {
  chosen(
    leaf(connect, "check [connection]", "Validate settings and credentials with a real call to both sides"),
  )
    .addHelpText("after", checkHelp)
    .action(async (name: string | undefined, flags: ConfigFlags) => {
      process.exitCode = await (await import("../connect/check-connection.ts")).checkConnection(name, flags);
    });
  waiting(chosen(leaf(connect, "run [connection]", "Run one sync, and wait for its end")))
    .option(
      "--planned-at <instant>",
      "identity of the run: the same time is the same run (default: now)",
      instant,
    )
    .addHelpText("after", runHelp)
    .action(async (name: string | undefined, flags: RunFlags) => {
      process.exitCode = await (await import("../connect/run.ts")).runConnection(name, flags);
    });
  chosen(
    leaf(connect, "dry-run [connection]", "What a sync would add, change and remove; nothing is delivered"),
  )
    .addHelpText("after", dryRunHelp)
    .action(async (name: string | undefined, flags: ConfigFlags) => {
      process.exitCode = await (await import("../connect/dry-run.ts")).dryRun(name, flags);
    });
  waiting(leaf(connect, "replay <sync>", "Deliver an earlier sync again, without asking its source"))
    .requiredOption("--to <connection>", "whose destination gets it")
    .addHelpText("after", waitHelp)
    .action(async (id: string, flags: OutputFlags & { to: string; wait: boolean }) => {
      process.exitCode = await (await import("../connect/replay.ts")).replaySync(id, flags);
    });
}

function addLooking(connect: Command): void {
  leaf(connect, "list", "List connections")
    .option("--q <text>", "part of a name")
    .addOption(new Option("--status <status>", "how they stand").choices(statuses))
    .option("--limit <number>", "how many", itemsPerPage, 50)
    .action(async (flags: ListFlags) =>
      (await import("../connect/list-connections.ts")).listConnections(flags),
    );
  leaf(connect, "status [sync]", "The newest syncs, or one: by its id, or the newest of a connection")
    .option("--watch", "follow it to its end")
    .option("--limit <number>", "how many of the newest", itemsPerPage, 20)
    .addHelpText("after", waitHelp)
    .action(async (text: string | undefined, flags: StatusFlags) => {
      process.exitCode = await (await import("../connect/show-status.ts")).showStatus(text, flags);
    });
}

function addActs(connect: Command): void {
  const acts = {
    pause: "Hold a sync, or a connection with its schedule; what is fetched and delivered stays",
    resume: "Go on with a paused sync or connection",
    cancel: "End a sync; what is visible at the destination stays",
  } as const satisfies Record<Act, string>;
  for (const kind of ["pause", "resume", "cancel"] as const) {
    leaf(connect, `${kind} <sync>`, acts[kind]).action(async (text: string, flags: OutputFlags) =>
      (await import("../connect/act-on-sync.ts")).act(kind, text, flags),
    );
  }
  leaf(connect, "delete <connection>", "Delete a connection; what it delivered and its certificates stay")
    .option("--yes", "do it without being asked")
    .action(async (text: string, flags: OutputFlags & { yes?: boolean }) => {
      process.exitCode = await (
        await import("../connect/delete-connection.ts")
      ).deleteConnection(text, flags);
    });
  leaf(connect, "backfill <connection>", "Run the planned times of a span that had no sync, oldest first")
    .requiredOption("--from <instant>", "first planned time, or day", instant)
    .requiredOption("--until <instant>", "end of the span", instant)
    .option("--preview", "say which, and start none")
    .action(async (text: string, flags: BackfillFlags) =>
      (await import("../connect/backfill.ts")).backfill(text, flags),
    );
}

function addProof(connect: Command): void {
  leaf(connect, "certificate <sync>", "The proof a sync left behind, and whether its equations hold")
    .addHelpText("after", certificateHelp)
    .action(async (id: string, flags: OutputFlags) => {
      process.exitCode = await (await import("../connect/show-certificate.ts")).showCertificate(id, flags);
    });
  leaf(connect, "trace <row>", "From a delivered row back to the answer of the source it stood in")
    .addOption(new Option("--raw", "that answer, byte for byte").conflicts("json"))
    .addHelpText("after", traceHelp)
    .action(async (row: string, flags: OutputFlags & { raw?: boolean }) =>
      (await import("../connect/trace-row.ts")).traceRow(row, flags),
    );
  connect
    .command("export")
    .description("Export what a sync put aside")
    .command("dead-records <sync>")
    .description("Records that could not be delivered, with the reasons")
    .addOption(new Option("--format <format>", "of the file").choices(["csv", "jsonl"]).default("jsonl"))
    .option("--output <file>", "instead of stdout")
    .action(async (id: string, flags: ExportFlags) =>
      (await import("../connect/export-dead-records.ts")).exportDeadRecords(id, flags),
    );
}

function addConnectors(connect: Command): void {
  for (const side of ["source", "destination"] as const) {
    leaf(connect, `${side}s [type]`, `List the types of ${side}s, or the settings of one`).action(
      async (type: string | undefined, flags: OutputFlags) =>
        (await import("../connect/show-connectors.ts")).showConnectors(side, type, flags),
    );
  }
}

function leaf(parent: Command, nameAndArguments: string, description: string): Command {
  return parent.command(nameAndArguments).description(description).option("--json", "one JSON document");
}

/** About a connection there is, by name or id, or about the one of a file. */
function chosen(command: Command): Command {
  return command.option("--config <file>", "a connection's YAML or JSON file, instead of a name");
}

function waiting(command: Command): Command {
  return command.option("--no-wait", "print the sync's id and leave it to the server");
}
