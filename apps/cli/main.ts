import { Command, CommanderError } from "commander";
import { UserFacingError, messageOf } from "@millrace/platform/errors";
import { addAuditCommands } from "./commands/audit.ts";
import { addBackupCommands } from "./commands/backup.ts";
import { addConfigCommands } from "./commands/config.ts";
import { addConnectCommands } from "./commands/connect.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addOperateCommands } from "./commands/operate.ts";
import { addOwnerLinkCommand } from "./commands/owner-link.ts";
import { addPostsCommands } from "./commands/posts.ts";
import { addSitesCommands } from "./commands/sites.ts";
import { addSettingsCommands } from "./commands/settings.ts";
import { addSingerTargetCommand } from "./commands/singer-target.ts";
import { addStartCommand } from "./commands/start.ts";
import { version } from "./version.ts";

/** Exit code of a command line that can't be understood. */
const usageExitCode = 2;

await run(process.argv.slice(2));

/** Runs one command and sets the exit code; a refusal is one sentence on stderr, never a stack trace. */
async function run(argv: string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv, { from: "user" });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (error instanceof CommanderError) return;
    process.stderr.write(`${sentenceOf(error)}\n`);
  }
}

function createProgram(): Command {
  const program = new Command("millrace")
    .description("Collect, create, sell, on one durable engine.")
    .version(version)
    .exitOverride()
    // What stands after a subcommand is the subcommand's, also where its parent has a flag of that name.
    .enablePositionalOptions()
    .showSuggestionAfterError();
  addStartCommand(program);
  addPostsCommands(program);
  addSitesCommands(program);
  addConnectCommands(program);
  addSingerTargetCommand(program);
  addOperateCommands(program);
  addOwnerLinkCommand(program);
  addAuditCommands(program);
  addDoctorCommand(program);
  addConfigCommands(program);
  addSettingsCommands(program);
  addBackupCommands(program);
  return program;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UserFacingError) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode;
  return 1;
}

function sentenceOf(error: unknown): string {
  if (error instanceof UserFacingError) return error.message;
  // A fault of ours: the stack is what the person who reports it has to send.
  return error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
}
