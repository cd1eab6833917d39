import { z } from "zod";
import type { Permission } from "@millrace/platform/api";

/** What the rest of the house may know of Identity: roles, and what each may do. */

/** What a person is in the house. A buyer has an account in the store and sees nothing behind the counter. */
export const role = z.enum(["owner", "editor", "viewer", "buyer"]);
export type Role = z.infer<typeof role>;

/** A room's permissions and the roles that hold each. */
export type PermissionTable = Readonly<Record<Permission, readonly Role[]>>;

/** Shorthands for the columns of a permission table. */
export const everybodyBehindTheCounter = ["owner", "editor", "viewer"] as const satisfies readonly Role[];
export const thoseWhoWork = ["owner", "editor"] as const satisfies readonly Role[];
export const ownersOnly = ["owner"] as const satisfies readonly Role[];

/** What a role may do, from the tables of every room. */
export function permissionsOf(ofRole: Role, tables: readonly PermissionTable[]): ReadonlySet<Permission> {
  const held = tables.flatMap((table) =>
    Object.entries(table).flatMap(([permission, holders]) =>
      holders.includes(ofRole) ? [permission as Permission] : [],
    ),
  );
  return new Set(held);
}
