/** A program for the harness's own test: appends 1, 2, 3… to a file, going on where it was after a crash. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";

const [file = "", pidFile = "", skips = "0"] = process.argv.slice(2);
const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
let last = Number(lines.at(-1) ?? 0) + Number(skips);
writeFileSync(pidFile, String(process.pid));
process.stdout.write("ready\n");
setInterval(() => appendFileSync(file, `${(last += 1)}\n`), 2);
