/** One line to stdout: what a command has to say. */
export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One line to stderr: what a person should know besides. */
export function printNote(line: string): void {
  process.stderr.write(`${line}\n`);
}
