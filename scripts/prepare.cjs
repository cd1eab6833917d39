/*
 * Runs after `npm ci` and `npm install`: builds the dashboard, so that `npm start` has something to show, and points
 * git at the hooks in .githooks (outside a git checkout, in CI, or where a person has chosen other hooks it leaves git
 * alone). It never makes an installation fail. CommonJS in old syntax, because npm may run it on the machine's own,
 * older Node.
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

buildDashboard();

/** On the Node that was just installed; a failure is said in one sentence and mended by `npm run build`. */
function buildDashboard() {
  const pinned = join(
    root,
    "node_modules",
    "node",
    "bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  const node = existsSync(pinned) ? pinned : process.execPath;
  try {
    execFileSync(node, [join(__dirname, "build.ts")], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    process.stderr.write(
      "The dashboard could not be built (" +
        error.message.split("\n")[0] +
        "): run `npm run build` to see why.\n",
    );
  }
}
