import type { Database } from "@millrace/platform/db";
import type { Equation } from "@millrace/platform/testing";
import type { Truth } from "./collecting.ts";
import { count } from "./count.ts";
import { listenerEquations } from "./listener-equations.ts";
import type { LiveReader } from "./live-reader.ts";

export interface PostsOutcome {
  db: Database;
  /** Who listened to the live events, by name. */
  listeners: ReadonlyMap<string, LiveReader>;
  started: ReadonlySet<string>;
  truth: readonly Truth[];
  newestId: bigint;
}

/** What a campaign of collections must come out at. */
export async function postsEquations({
  db,
  listeners,
  started,
  truth,
  newestId,
}: PostsOutcome): Promise<Equation[]> {
  const stored = await count(db, `select count(*) from posts.post`);
  const events = await count(db, `select count(*) from millrace.events where type = 'post.saved'`);
  const { rows } = await db.pool.query<{ id: string; text: string | null }>(
    `select split_part(urn, ':', 4) as id, text from posts.post where split_part(urn, ':', 4)::numeric <= $1::numeric`,
    [String(newestId)],
  );
  const texts = new Map(rows.map((row) => [row.id, row.text]));
  return [
    {
      name: "posts on the site = posts stored of them",
      left: truth.length,
      right: truth.filter((post) => texts.has(post.id)).length,
    },
    {
      name: "posts stored that the site does not have = 0",
      left: [...texts.keys()].filter((id) => !truth.some((post) => post.id === id)).length,
      right: 0,
    },
    {
      name: "texts on the site = same texts stored",
      left: truth.length,
      right: truth.filter((post) => (texts.get(post.id) ?? "").trim() === (post.post.text ?? "").trim())
        .length,
    },
    {
      name: "posts stored = distinct posts stored",
      left: stored,
      right: await count(db, `select count(distinct urn) from posts.post`),
    },
    {
      name: "posts stored = saved according to the collections' pages",
      left: stored,
      right: await count(db, `select coalesce(sum(saved), 0) from posts.collection_page`),
    },
    { name: "posts stored = live events published", left: stored, right: events },
    ...[...listeners].flatMap(([name, live]) => listenerEquations(name, live, events)),
    {
      name: "collections started = collections that succeeded",
      left: started.size,
      right: await count(
        db,
        `select count(*) from posts.collection where outcome = 'succeeded' and id = any($1)`,
        [[...started]],
      ),
    },
    {
      name: "runs stuck or failed = 0",
      left: await count(db, `select count(*) from dbos.workflow_status where status <> 'SUCCESS'`),
      right: 0,
    },
  ];
}
