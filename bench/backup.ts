import { join } from "node:path";
import { openObjectStore } from "@millrace/platform/objects";
import type { Database } from "@millrace/platform/db";
import { openBenchDatabase } from "./harness/bench-database.ts";
import { runProgram } from "./harness/programs.ts";
import { figure } from "./harness/result.ts";
import type { Bench } from "./harness/run-bench.ts";
import type { ActSample } from "./programs/backup-act.ts";
import { insertPosts, wordOfRank } from "./programs/posts-corpus.ts";
import { seeded } from "./programs/random.ts";

const posts = 100_000;
/** Saved pages: one post in ten has one. */
const pages = 10_000;

/**
 * What: how long a backup and a restore of 100,000 posts and 10,000 saved pages take, how large the archive is, and the
 * most memory either needs.
 * How: each in a process of its own against a durable embedded Postgres; the restore reads and verifies the archive, makes
 * a new embedded database with its schema and indexes, and fills it.
 */
export const backupBench: Bench = {
  name: "backup",
  title: "Backup and restore",
  async run() {
    await using bench = await openBenchDatabase();
    await insertPosts(bench.database, posts);
    await savePages(bench.database, join(bench.folder, "objects"));
    const env = {
      BENCH_DATABASE_URL: bench.database.url,
      BENCH_DATA: bench.folder,
      BENCH_ARCHIVE: join(bench.folder, "backup.tar"),
      BENCH_TARGET: join(bench.folder, "restored"),
    };
    const program = new URL("./programs/backup-act.ts", import.meta.url);
    const backup = await runProgram<ActSample>(program, { ...env, BENCH_ACT: "backup" });
    const restore = await runProgram<ActSample>(program, { ...env, BENCH_ACT: "restore" });
    const { rows } = await bench.database.pool.query<{ bytes: string }>(
      "select pg_database_size(current_database())::text as bytes",
    );
    return {
      rows: [
        figure("backup", backup.seconds, "s"),
        figure("backup, most memory of the process", backup.peakMb, "MB"),
        figure("archive", backup.archiveMb, "MB"),
        figure("restore, verification included", restore.seconds, "s"),
        figure("restore, most memory of the process", restore.peakMb, "MB"),
      ],
      notes: [
        `${posts} posts (${backup.rows} rows in all) and ${pages} pages of about 12 kB; the database has ${Math.round(Number(rows[0]?.bytes) / 1e6)} MB. Memory is that of the Node process, Postgres not counted.`,
      ],
    };
  },
};

/** Pages of some 12 kB of words, each told by one post. */
async function savePages(database: Database, folder: string): Promise<void> {
  const objects = await openObjectStore({ folder });
  const random = seeded(2);
  const hashes: string[] = [];
  for (let first = 0; first < pages; first += 50) {
    const batch = Array.from({ length: 50 }, () => objects.put(pageOf(random)));
    hashes.push(...(await Promise.all(batch)));
  }
  await database.pool.query(
    `update posts.post set snapshot_hash = page.hash
     from (select id, row_number() over (order by id) as n from posts.post) as numbered
     join unnest($1::text[]) with ordinality as page(hash, n) on page.n = numbered.n
     where post.id = numbered.id`,
    [hashes],
  );
}

function pageOf(random: () => number): Buffer {
  const words = Array.from({ length: 1_800 }, () => wordOfRank(Math.floor(random() ** 3 * 30_000)));
  return Buffer.from(`<html><body><p>${words.join(" ")}</p></body></html>`);
}
