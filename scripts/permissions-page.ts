import { existsSync } from "node:fs";
import { join } from "node:path";
import { callers, holders, operations } from "../apps/server/testing/permission-table.ts";
import { tableOf } from "./settings-page.ts";

const path = "docs/permissions.md";

/** The table that the permission test compares the server with, as a page. Null in a repository without the page. */
export function permissionsPageOf(root: string): { path: string; text: string } | null {
  if (!existsSync(join(root, path))) return null;
  const rows = Object.entries(operations).map(([operation, permission]) => [
    `\`${operation}\``,
    `\`${permission}\``,
    ...callers.map((caller) => (holders[permission]?.includes(caller) === true ? "yes" : "")),
  ]);
  const text = [
    "# Who may call what",
    "",
    "Written from `apps/server/testing/permission-table.ts` by `npm run generate`. `npx vitest run apps/server/permissions`",
    "asks every operation of a running server as each of these callers and compares what it answers with this table; an",
    "operation that is not in the table fails the test, and a server refuses to start with one that names no permission.",
    "",
    "An API token holds those of its person's permissions that are its scopes, and never `account:…`. The visitor of a demo",
    "on the machine itself, and the command line of whoever owns the data folder, hold what an owner holds.",
    "",
    tableOf([["Operation", "Permission", ...callers], ...rows]),
    "",
  ].join("\n");
  return { path, text };
}
