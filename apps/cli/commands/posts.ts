import { Option, type Command } from "commander";
import { printLine, printNote } from "../print.ts";
import { itemsPerPage } from "../shared/whole-number.ts";
import { loadHouseConfig } from "../load-house-config.ts";

interface ListFlags {
  limit: number;
  q?: string;
  verdict?: string;
  category?: string;
  cursor?: string;
  json?: boolean;
}

/** `millrace posts …`; each action loads only what it needs, so that pure ones start at once. */
export function addPostsCommands(program: Command): void {
  const posts = program
    .command("posts")
    .description("LinkedIn posts: extract, classify, import, list, replay");
  addPureCommands(posts);
  addServerCommands(posts);
  addReplayCommand(posts);
}

function addPureCommands(posts: Command): void {
  posts
    .command("extract")
    .argument("<path...>", "saved pages, Voyager JSON, HAR, CSV, folders or ZIP archives")
    .description("Read posts from files: one per line, without a database")
    .option("--json", "one JSON object per post, with evidence and trust")
    .action(async (paths: string[], options: { json?: boolean }) => {
      const { runExtract } = await import("@millrace/posts/commands");
      process.exitCode = await runExtract(paths, {
        stdout: printLine,
        stderr: printNote,
        json: options.json === true,
      });
    });
  posts
    .command("classify")
    .description('Judge texts from stdin, one {"text":…} per line')
    .requiredOption("--rules <name>", "rule set, or path of a YAML file")
    .option("--json", "one JSON object per text")
    .action(async (options: { rules: string; json?: boolean }) => {
      const { runClassify } = await import("@millrace/posts/commands");
      const io = { stdin: process.stdin, stdout: printLine, stderr: printNote };
      process.exitCode = await runClassify({ rules: options.rules, json: options.json === true }, io);
    });
}

function addServerCommands(posts: Command): void {
  posts
    .command("import")
    .argument("<path...>", "saved pages, Voyager JSON, HAR, CSV, folders or ZIP archives")
    .description("Import files into the database, as a collection")
    .option("--rules <name>", "rule set that judges them", "legal-fr")
    .option("--json", "the finished collection as one JSON object")
    .action(async (paths: string[], options: { rules: string; json?: boolean }) => {
      const { importPosts } = await import("../posts/import-posts.ts");
      process.exitCode = await importPosts(loadHouseConfig().values, paths, {
        rules: options.rules,
        isJson: options.json === true,
      });
    });
  posts
    .command("list")
    .description("List stored posts, newest first")
    .option("--limit <number>", "how many", itemsPerPage, 50)
    .option("--q <words>", "full-text search")
    .addOption(new Option("--verdict <verdict>", "how they were judged").choices(["kept", "rejected"]))
    .option("--category <category>", "relevant, agency, internship, …")
    .option("--cursor <cursor>", "next page: the next_cursor printed before")
    .option("--json", "one JSON object per post")
    .action(async ({ json, ...filters }: ListFlags) => {
      const { listPosts } = await import("../posts/list-posts.ts");
      await listPosts(loadHouseConfig().values, filters, json === true);
    });
}

function addReplayCommand(posts: Command): void {
  posts
    .command("replay")
    .description(
      "Read every saved page again with the current parser, without network, and show what would change",
    )
    .option("--apply", "store the changes")
    .option("--json", "one JSON object per changed field, then one with the totals")
    .action(async (options: { apply?: boolean; json?: boolean }) => {
      const { replay } = await import("../posts/replay.ts");
      process.exitCode = await replay(loadHouseConfig().values, {
        isApplied: options.apply === true,
        isJson: options.json === true,
      });
    });
}
