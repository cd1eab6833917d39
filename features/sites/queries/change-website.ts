import type { Queryable } from "@millrace/platform/events";
import type { WebsiteChange } from "../contract.ts";

/** What people set of a website. */
export interface WebsiteMarks {
  name: string | null;
  tags: string[];
  isArchived: boolean;
}

/** Of one website, held until the transaction ends; null when there is none. */
export async function lockWebsite(client: Queryable, id: string): Promise<WebsiteMarks | null> {
  const { rows } = await client.query(
    `select name, tags, archived_at is not null as "isArchived" from sites.website where id = $1 for no key update`,
    [id],
  );
  const [marks] = rows as WebsiteMarks[];
  return marks ?? null;
}

/** Writes what people set; one that stays archived keeps the time it was. */
export async function saveMarks(client: Queryable, id: string, marks: WebsiteMarks): Promise<void> {
  await client.query(
    `update sites.website
     set name = $2, tags = $3, archived_at = case when $4 then coalesce(archived_at, now()) end, changed_at = now()
     where id = $1`,
    [id, marks.name, marks.tags, marks.isArchived],
  );
}

/** The marks after a change; what the change does not name stays. */
export function changedMarks(marks: WebsiteMarks, { name, tags }: WebsiteChange): WebsiteMarks {
  return {
    ...marks,
    name: name === undefined ? marks.name : name,
    tags: tags === undefined ? marks.tags : [...new Set(tags)],
  };
}
