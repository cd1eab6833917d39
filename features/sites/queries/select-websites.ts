import type { Queryable } from "@millrace/platform/events";
import { pendingAgainAfterMs, type Selection, type Workspace } from "../contract.ts";

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
  select id, domain, last_measured_at,
         coalesce(last_measured_at > now() - $6::float8 * interval '1 hour', false) as is_fresh
  from sites.website
  where workspace = $1 and archived_at is null
    and ($2::text[] is null
         or case when outcome in ('failed', 'completed')
                   and last_measured_at < now() - ${pendingAgainAfterMs} * interval '1 millisecond'
                 then 'pending' else outcome end = any($2))
    and ($3::text[] is null or tags && $3)
    and ($4::uuid[] is null or id = any($4))
    and ($5::float8 is null or last_measured_at is null
         or last_measured_at < now() - $5::float8 * interval '1 hour')`;

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
