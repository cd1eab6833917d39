import { createIdentityFeature, openCredentials, type IdentityFeature } from "@millrace/identity/feature";
import { permissionsOf, role, type PermissionTable, type Role } from "@millrace/identity/contract";
import { isLoopbackName, type Permission } from "@millrace/platform/api";
import type { HouseConfig } from "@millrace/platform/config";
import type { ServerContext } from "./context.ts";
import { housePermissions } from "./house-permissions.ts";
import { isBehindTls, publicUrlOf } from "./public-url.ts";

/** Where this process is reached; known once it listens. */
export interface ServedAddress {
  url: string;
}

/** What Identity is put together from. */
export type IdentityParts = Pick<
  ServerContext,
  "config" | "settings" | "db" | "hub" | "clock" | "log" | "demoUrl" | "address"
> & {
  /** Of the demo's mail simulator; null outside demo mode. */
  demoSmtpUrl: string | null;
};

/**
 * The house's door. `rooms` are the other rooms' permission tables. In demo mode whoever sits at this machine is signed
 * in, as long as nobody else can reach the server: as it stands at start.
 */
export async function openIdentity(
  { config, settings, db, hub, clock, log, demoUrl, demoSmtpUrl, address }: IdentityParts,
  rooms: readonly PermissionTable[],
  opened: AsyncDisposableStack,
): Promise<IdentityFeature> {
  const held = new Map<Role, ReadonlySet<Permission>>();
  const ofRole = (asked: Role): ReadonlySet<Permission> => held.get(asked) ?? new Set();
  const credentials = opened.use(
    await openCredentials({ pool: db.pool, hub, clock, log, permissionsOf: ofRole }),
  );
  const publicUrl = (): string | null => publicUrlOf({ settings, config });
  const startSmtpUrl = config.smtpUrl ?? demoSmtpUrl;
  const identity = createIdentityFeature({
    db,
    clock,
    log,
    credentials,
    permissionsOf: ofRole,
    canMail: () => (settings.values().smtpUrl ?? startSmtpUrl) !== null,
    mailSettings: async () => ({
      smtpUrl: (await settings.secret("smtpUrl")) ?? startSmtpUrl,
      from: settings.values().mailFrom,
    }),
    baseUrl: () => publicUrl() ?? address.url,
    isBehindTls: () => isBehindTls({ settings, config }),
    isDemo: demoUrl !== null,
    isOpen: demoUrl !== null && isForThisMachine(config, publicUrl()),
  });
  const tables = [housePermissions, identity.permissions, ...rooms];
  for (const each of role.options) held.set(each, permissionsOf(each, tables));
  return identity;
}

/** A proxy on this machine asks from this machine, and some under its name: with one before us nobody is known by that. */
function isForThisMachine(
  { host, trustedProxies }: Pick<HouseConfig, "host" | "trustedProxies">,
  publicUrl: string | null,
): boolean {
  const isPublic = publicUrl !== null && !isLoopbackName(new URL(publicUrl).host);
  return isLoopbackName(host) && !isPublic && trustedProxies.length === 0;
}
