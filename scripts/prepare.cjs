/*
 * Runs after `npm install`: points git at the hooks in .githooks. Outside a git checkout, in CI, or where a
 * person has chosen other hooks, it does nothing; it never makes an installation fail. CommonJS in old
 * syntax, because npm may run it on the machine's own, older Node.
 */
"use strict";

const { execFileSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");

/** The output of a git command, or null when git is missing or refuses. */
function git(...args) {
  try {
    return execFileSync("git", args, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return null;
  }
}

if (!process.env.CI && existsSync(join(root, ".git")) && !git("config", "--get", "core.hooksPath")) {
  git("config", "core.hooksPath", ".githooks");
}
