import { Option, type Command } from "commander";
import type { SchemaPolicy } from "@millrace/connect/contract";
import type { TargetFlags } from "../singer/run-target.ts";

const policies = [
  "evolve",
  "freeze",
  "discard_field",
  "discard_record",
] as const satisfies readonly SchemaPolicy[];

const help = `
Examples:
  tap-github --config tap.json | millrace singer-target --destination jsonl --config target.yaml
  tap-orders | millrace singer-target --destination postgres --config target.yaml > state.jsonl

The file, YAML or JSON, has the destination's settings; relative folders and files count from the folder the command
runs in, secrets may be references (env:NAME, file:/path):
  folder: exports/
\`millrace connect destinations\` lists destinations, and the settings of one.

On stdout there is the value of a STATE, one per line, once every record before it is durable, and nothing else; what a
person should know is on stderr. A tap that begins again from the last STATE loses nothing. No server and no database
has to run, except for destinations that are called over HTTP, which use the house's database.

Exit codes: 0 delivered; 1 failed, and the reason is on stderr; 2 command line, file or settings not understood;
130 and 143 stopped by SIGINT or SIGTERM, after what was read is delivered.`;

/** `millrace singer-target`: Millrace as the target of any Singer tap. */
export function addSingerTargetCommand(program: Command): void {
  program
    .command("singer-target")
    .description("Read Singer messages on stdin and deliver them; print STATE when it is durable")
    .requiredOption("--destination <type>", "jsonl, csv, parquet, sqlite, postgres, …")
    .requiredOption("--config <file>", "the destination's settings, YAML or JSON")
    .option("--allow-records-before-schema", "take a RECORD without a SCHEMA as it is, instead of ending")
    .addOption(
      new Option("--schema-policy <policy>", "when records stop fitting the columns")
        .choices(policies)
        .default("evolve"),
    )
    .addHelpText("after", help)
    .action(async (flags: TargetFlags) => {
      process.exitCode = await (await import("../singer/run-target.ts")).runTarget(flags);
    });
}
