import type { BulkChange } from "../contract.ts";

/** What people set on a website. */
export interface Marks {
  tags: readonly string[];
  isArchived: boolean;
}

/** A website's marks after a change; null: it is deleted. The same object when nothing changes. */
export function changeMarks(marks: Marks, change: BulkChange): Marks | null {
  switch (change.kind) {
    case "archive":
    case "unarchive": {
      const isArchived = change.kind === "archive";
      return isArchived === marks.isArchived ? marks : { ...marks, isArchived };
    }
    case "add_tags":
      return withTags(marks, [...new Set([...marks.tags, ...change.tags])]);
    case "remove_tags":
      return withTags(
        marks,
        marks.tags.filter((tag) => !change.tags.includes(tag)),
      );
    case "delete":
      return null;
  }
}

function withTags(marks: Marks, tags: readonly string[]): Marks {
  return tags.length === marks.tags.length ? marks : { ...marks, tags };
}

/** For people: "archive 312 websites". */
export function describeChange(change: BulkChange, websites: number): string {
  const those = websites === 1 ? "1 website" : `${websites} websites`;
  switch (change.kind) {
    case "archive":
      return `archive ${those}`;
    case "unarchive":
      return `bring ${those} back from the archive`;
    case "add_tags":
      return `give ${those} ${change.tags.join(", ")}`;
    case "remove_tags":
      return `take ${change.tags.join(", ")} from ${those}`;
    case "delete":
      return `delete ${those}`;
  }
}

/** Marks in one line, for previews. */
export function describeMarks(marks: Marks | null): string {
  if (marks === null) return "deleted";
  const tags = marks.tags.length === 0 ? "no tags" : marks.tags.join(", ");
  return marks.isArchived ? `archived · ${tags}` : tags;
}
