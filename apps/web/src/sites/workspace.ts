import type { Workspace } from "@millrace/sites/contract";

/** The part of an address that says whose data: absent means production. */
export interface WorkspaceSearch {
  workspace?: "test";
}

export const workspaceOf = (search: WorkspaceSearch): Workspace => search.workspace ?? "production";

export function readWorkspaceSearch(raw: Record<string, unknown>): WorkspaceSearch {
  return raw["workspace"] === "test" ? { workspace: "test" } : {};
}
