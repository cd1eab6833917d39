import { codeOf } from "@millrace/platform/errors";

// Whoever reads may have seen enough (`… | head`): what is left to say is dropped, what is under way ends in order.
process.stdout.on("error", (error) => {
  if (codeOf(error) !== "EPIPE") throw error;
});

/** false once nobody reads stdout any more. */
export function isHeard(): boolean {
  return process.stdout.writable;
}

/** One line to stdout: what a command has to say. */
export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One line to stderr: what a person should know besides. */
export function printNote(line: string): void {
  process.stderr.write(`${line}\n`);
}
