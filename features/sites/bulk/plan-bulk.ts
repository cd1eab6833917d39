import { HttpProblem } from "@millrace/platform/api";
import { contentHash } from "@millrace/platform/ids";
import type { Queryable } from "@millrace/platform/events";
import type { BulkRequest } from "../contract.ts";
import { selectForBulk, type SelectedWebsite } from "../queries/bulk-websites.ts";
import { changeMarks, type Marks } from "./change-marks.ts";

export interface PlannedChange {
  website: SelectedWebsite;
  /** null: it is deleted. */
  after: Marks | null;
}

export interface BulkPlan {
  selected: number;
  changes: PlannedChange[];
  /** Hash over the request and what it changes as it is: another one says that something else would happen. */
  token: string;
}

/** Websites one bulk change may touch. */
const maxWebsites = 10_000;
const maxTags = 20;

/** What a bulk change would do at `now` (ms). Throws `HttpProblem` 422 when it is too much, or leaves too many tags. */
export async function planBulk(db: Queryable, request: BulkRequest, now: number): Promise<BulkPlan> {
  const { filter, website_ids: ids, change } = request;
  const selected = await selectForBulk(db, { filter, ids, now, limit: maxWebsites + 1 });
  if (selected.length > maxWebsites)
    throw new HttpProblem(422, "too_many_websites", `This finds more than ${maxWebsites} websites.`, {
      field: "json.filter",
      action: "Narrow the filter, and change them in several goes.",
    });
  const changes = selected.flatMap((website): PlannedChange[] => {
    const after = changeMarks(website, change);
    return after === website ? [] : [{ website, after }];
  });
  assertFewTags(changes);
  const seen = changes.map(({ website: { id, tags, isArchived } }) => [id, tags, isArchived]);
  return {
    selected: selected.length,
    changes,
    token: contentHash(JSON.stringify([filter, ids, change, seen])),
  };
}

function assertFewTags(changes: readonly PlannedChange[]): void {
  const full = changes.filter(({ after }) => (after?.tags.length ?? 0) > maxTags);
  const [first] = full;
  if (first === undefined) return;
  throw new HttpProblem(
    422,
    "too_many_tags",
    `${full.length} of these websites would have more than ${maxTags} tags, ${first.website.domain} among them.`,
    { field: "json.change.tags", action: "Take some of their tags away first." },
  );
}
