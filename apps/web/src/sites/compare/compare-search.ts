import { readWorkspaceSearch, type WorkspaceSearch } from "../workspace.ts";

/** At most this many websites side by side: more lines than one can tell apart. */
export const mostCompared = 10;

/** What the address of a comparison says. */
export interface CompareSearch extends WorkspaceSearch {
  /** Website ids, comma between them. */
  ids?: string;
  metric?: string;
}

export const idsOf = (search: CompareSearch): string[] =>
  (search.ids ?? "").split(",").filter((id) => id !== "");

export function readCompareSearch(raw: Record<string, unknown>): CompareSearch {
  const ids =
    typeof raw["ids"] === "string" ? raw["ids"].split(",").filter((id) => /^[0-9a-f-]{36}$/u.test(id)) : [];
  const unique = [...new Set(ids)].slice(0, mostCompared);
  return {
    ...readWorkspaceSearch(raw),
    ...(unique.length === 0 ? {} : { ids: unique.join(",") }),
    ...(typeof raw["metric"] === "string" ? { metric: raw["metric"] } : {}),
  };
}
