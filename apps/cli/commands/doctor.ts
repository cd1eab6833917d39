import type { Command } from "commander";
import { runDoctor } from "../doctor/run-doctor.ts";

/** `millrace doctor` */
export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description(
      "Check Node, folder, disk, database and its clock, port and browser, and say how to mend what is wrong",
    )
    .option("--json", "one JSON object per check")
    .action(async (options: { json?: boolean }) => {
      process.exitCode = await runDoctor(options.json === true);
    });
}
