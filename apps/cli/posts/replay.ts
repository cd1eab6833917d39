import { join, resolve } from "node:path";
import {
  connectDatabase,
  migrate,
  openDatabase,
  platformMigrations,
  type Database,
} from "@millrace/platform/db";
import { openObjectStore } from "@millrace/platform/objects";
import { createLogger, type Logger } from "@millrace/platform/telemetry";
import { postsMigrations } from "@millrace/posts/feature";
import {
  replayPosts,
  type FieldChange,
  type ReplayListener,
  type ReplayTotals,
} from "@millrace/posts/replay";
import type { HouseConfig } from "../load-house-config.ts";
import { printLine, printNote } from "../print.ts";

/** How often a person at a terminal hears how far it is, ms. */
const progressEveryMs = 1_000;
/** Longest value shown to people on one line; --json shows it whole. */
const shownCharacters = 60;

/** Reads the stored past again; prints each changed field and the totals. Exit code 1 when something could not be read. */
export async function replay(
  config: HouseConfig,
  options: { isApplied: boolean; isJson: boolean },
): Promise<number> {
  const log = createLogger({ level: config.logLevel === "info" ? "warn" : config.logLevel });
  await using db = await openStoredPosts(config, log);
  const objects = await openObjectStore({ folder: join(resolve(config.dataFolder), "objects") });
  const progress = progressNotes();
  let problems = 0;
  const listener: ReplayListener = {
    changed: (post, change) =>
      printLine(
        options.isJson
          ? JSON.stringify({ post: post.id, urn: post.urn, ...change })
          : lineOf(post.urn ?? post.id, change),
      ),
    problem: (sentence) => {
      problems += 1;
      printNote(sentence);
    },
    progress,
  };
  const totals = await replayPosts({ db, objects, isApplied: options.isApplied }, listener);
  printLine(options.isJson ? JSON.stringify(totals) : summaryOf(totals));
  return problems > 0 ? 1 : 0;
}

/** Beside a running server its database is used; otherwise this command opens the data folder, and locks it. */
async function openStoredPosts(config: HouseConfig, log: Logger): Promise<Database> {
  const options = {
    dataFolder: resolve(config.dataFolder),
    databaseUrl: config.databaseUrl,
    log,
    maxConnections: 4,
  };
  const running = await connectDatabase(options);
  if (running !== null) return running;
  await using opened = new AsyncDisposableStack();
  const db = opened.use(await openDatabase(options));
  await migrate(db, [platformMigrations, postsMigrations]);
  opened.move();
  return db;
}

function progressNotes(): ReplayListener["progress"] {
  if (!process.stderr.isTTY) return () => undefined;
  let next = Date.now() + progressEveryMs;
  return (done, of) => {
    if (Date.now() < next) return;
    next = Date.now() + progressEveryMs;
    printNote(`${done} of ${of} posts read again`);
  };
}

function lineOf(post: string, { field, before, after }: FieldChange): string {
  return `${post}  ${field}: ${shown(before)} → ${shown(after)}`;
}

function shown(value: unknown): string {
  const points = Array.from(JSON.stringify(value) ?? "nothing");
  return points.length > shownCharacters
    ? `${points.slice(0, shownCharacters - 1).join("")}…`
    : points.join("");
}

function summaryOf(totals: ReplayTotals): string {
  const fields = Object.entries(totals.fields).map(([field, count]) => `${field} ${count}`);
  const which = fields.length === 0 ? "" : ` (${fields.join(", ")})`;
  const parts = [
    `Read again: ${totals.posts} (saved pages: ${totals.pages}). Unchanged: ${totals.unchanged}. ${totals.applied ? "Mended" : "Would change"}: ${totals.changed}${which}.`,
    totals.missing_pages > 0 ? `Missing pages: ${totals.missing_pages}.` : "",
    totals.not_found_again > 0 ? `Not found again: ${totals.not_found_again}.` : "",
    totals.applied || totals.changed === 0 ? "" : "Store the changes with --apply.",
  ];
  return parts.filter(Boolean).join(" ");
}
