#!/usr/bin/env -S node --max-semi-space-size=8
/*
 * Starts Millrace on a Node that can run it.
 *
 * Written in old syntax and CommonJS on purpose: an old Node must be able to read this file in order to
 * say clearly that it is too old. Everything newer begins in ../main.ts.
 *
 * The flag on the first line bounds V8's young generation: without it an idle server lets 60 MB of garbage lie
 * (312 MB resident instead of 247 MB on Linux).
 */
"use strict";

var fs = require("fs");
var path = require("path");

/** Oldest major version that runs the TypeScript sources as they are; the same as "engines" in package.json. */
var REQUIRED_MAJOR = 26;

/** The same as on the first line; MB of one of the two halves. */
var YOUNG_GENERATION = "--max-semi-space-size=8";

/** Set for the second process only, so that a wrong pinned Node cannot start itself for ever. */
var RELAUNCHED = "MILLRACE_RELAUNCHED";

/** Prints one sentence and ends with exit code 1. */
function refuse(sentence) {
  process.stderr.write(sentence + "\n");
  process.exit(1);
}

/** The Node that `npm ci` installs beside the sources, looked for in every folder above this one; or null. */
function findPinnedNode() {
  var executable = process.platform === "win32" ? "node.exe" : "node";
  var folder = fs.realpathSync(__dirname);
  for (;;) {
    var candidate = path.join(folder, "node_modules", "node", "bin", executable);
    if (fs.existsSync(candidate)) return candidate;
    var parent = path.dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}

/** Passes a stop signal on to the child, except where the terminal has already given it to the whole group. */
function forwardSignals(child) {
  ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"].forEach(function (signal) {
    if (process.platform === "win32" && signal === "SIGQUIT") return;
    process.on(signal, function () {
      var fromTerminal = signal === "SIGINT" && process.stdin.isTTY;
      if (!fromTerminal) child.kill(signal);
    });
  });
}

/** Runs this same command on `node` and ends as it ends: same exit code, same signal. */
function relaunch(node) {
  var env = Object.assign({}, process.env);
  env[RELAUNCHED] = "1";
  var child = require("child_process").spawn(
    node,
    [YOUNG_GENERATION, __filename].concat(process.argv.slice(2)),
    {
      stdio: "inherit",
      env: env,
    },
  );
  forwardSignals(child);
  child.on("error", function (error) {
    refuse(
      "Millrace could not start " + node + " (" + error.message + "): run `npm ci` to install it again.",
    );
  });
  child.on("exit", function (code, signal) {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Loads the program; a copy without its packages gets a sentence, any other fault is shown as it is. */
function start() {
  require("module").enableCompileCache();
  import("../main.ts").catch(function (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    refuse(
      "Millrace is not fully installed (" + error.message.split("\n")[0] + "): run `npm ci` in its folder.",
    );
  });
}

var found = process.versions.node;
var wasRelaunched = process.env[RELAUNCHED] === "1";
delete process.env[RELAUNCHED];

if (Number(found.split(".")[0]) >= REQUIRED_MAJOR) {
  start();
} else {
  var pinned = wasRelaunched ? null : findPinnedNode();
  if (pinned) {
    relaunch(pinned);
  } else {
    refuse(
      "Millrace needs Node " +
        REQUIRED_MAJOR +
        " or newer and found " +
        found +
        ": run `npm ci` in its folder, which installs the right one, then start it again.",
    );
  }
}
