import type { Queryable } from "@millrace/platform/events";
import type { Selection, Workspace } from "../contract.ts";
import { statusAt } from "./website-status.ts";

/** What a session chooses its websites by. */
export interface WebsiteChoice {
  workspace: Workspace;
  selection: Selection;
  /** Those measured less than this long ago are fresh. */
  remeasureAfterHours: number;
}

/**
 * SQL of the websites a session's choice finds, archived ones never among them, each with whether it is fresh. Its parameters
 * are those of `choiceParameters`, from $1 on.
 */
export const chosenWebsites = `
  select w.id, w.domain, w.last_measured_at,
         coalesce(w.last_measured_at > now() - $6::float8 * interval '1 hour', false) as is_fresh
  from sites.website w
  where w.workspace = $1 and w.archived_at is null
    and ($2::text[] is null or ${statusAt("w", "now()")} = any($2))
    and ($3::text[] is null or w.tags && $3)
    and ($4::uuid[] is null or w.id = any($4))
    and ($5::float8 is null or w.last_measured_at is null
         or w.last_measured_at < now() - $5::float8 * interval '1 hour')`;

export function choiceParameters({ workspace, selection, remeasureAfterHours }: WebsiteChoice): unknown[] {
  const { status, tags, website_ids: ids, older_than_hours: olderThan } = selection;
  return [workspace, status, tags, ids, olderThan, remeasureAfterHours].map((value) => value ?? null);
}

/** How many websites a choice finds, and how many of them are fresh. */
export async function countChosen(
  db: Queryable,
  choice: WebsiteChoice,
): Promise<{ selected: number; fresh: number }> {
  const { rows } = await db.query(
    `with chosen as (${chosenWebsites})
     select count(*)::int as selected, count(*) filter (where is_fresh)::int as fresh from chosen`,
    choiceParameters(choice),
  );
  const [counted] = rows as { selected: number; fresh: number }[];
  return counted ?? { selected: 0, fresh: 0 };
}
